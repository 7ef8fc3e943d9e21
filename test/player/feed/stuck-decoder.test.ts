import { expect, test } from 'vitest';
import { StuckDecoder } from '../../../src/player/feed/stuck-decoder';

interface Scene {
  readonly seconds: number;
  readonly aheadSeconds: number;
  /** Where the playhead is by then, unless it stays where it was sent. */
  readonly at?: (seconds: number) => number;
  readonly readyState?: number;
  readonly paused?: boolean;
  readonly seeking?: boolean;
  readonly ended?: boolean;
}

/** What is done, and when, to a video that is looked at four times a second. */
function done({
  seconds,
  aheadSeconds,
  at,
  readyState = 2,
  paused = false,
  seeking = false,
  ended = false,
}: Scene): string[] {
  const told: string[] = [];
  let playhead = 5;
  let now = 0;
  const decoder = new StuckDecoder();
  const video = {
    readyState,
    paused,
    seeking,
    ended,
    get currentTime() {
      return playhead;
    },
    set currentTime(to) {
      playhead = to;
      told.push(`${now} s: to ${to.toFixed(1)}`);
    },
  };
  try {
    for (; now <= seconds; now += 0.25) {
      playhead = at?.(now) ?? playhead;
      decoder.check(video, aheadSeconds, now * 1000);
    }
  } catch (thrown) {
    told.push(`${now} s: ${thrown}`);
  }
  return told;
}

test('one that is stuck is pushed less and less often, then a little farther, and at last given up', () => {
  expect(done({ seconds: 120, aheadSeconds: 30 })).toEqual([
    '2 s: to 5.0',
    '6 s: to 5.1',
    '14.25 s: to 5.3',
    '30.5 s: to 5.6',
    '62.75 s: FunnelError: playback/stuck: at 5.6 s',
  ]);
});

test('one that is stuck in a seek is pushed, whether paused or not, but given the time to decode what leads there', () => {
  for (const scene of [{ paused: true }, { paused: false }, { readyState: 1 }]) {
    expect(done({ seconds: 300, aheadSeconds: 30, seeking: true, ...scene })).toEqual([
      '8 s: to 5.0',
      '24 s: to 5.1',
      '56.25 s: to 5.3',
      '120.5 s: to 5.6',
      '248.75 s: FunnelError: playback/stuck: at 5.6 s',
    ]);
  }
});

test('one that moves, or waits for film or for the viewer, is not', () => {
  expect(done({ seconds: 60, aheadSeconds: 30, at: (seconds) => seconds })).toEqual([]);
  expect(done({ seconds: 60, aheadSeconds: 1 })).toEqual([]);
  expect(done({ seconds: 60, aheadSeconds: 30, readyState: 3 })).toEqual([]);
  expect(done({ seconds: 60, aheadSeconds: 30, paused: true })).toEqual([]);
  expect(done({ seconds: 60, aheadSeconds: 1, seeking: true })).toEqual([]);
  expect(done({ seconds: 7, aheadSeconds: 30, seeking: true })).toEqual([]);
  expect(done({ seconds: 60, aheadSeconds: Infinity, ended: true })).toEqual([]);
});

test('having moved on, it is given no more time than one that was never pushed', () => {
  expect(done({ seconds: 12, aheadSeconds: 30, at: (seconds) => (seconds < 7 ? 5 : 50) })).toEqual([
    '2 s: to 5.0',
    '6 s: to 5.1',
    '9 s: to 50.0',
  ]);
});
