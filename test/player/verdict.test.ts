import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { byteRange } from '../../src/core/bytes/range';
import type { FunnelStatus } from '../../src/core/funnel/status';
import { judge, playableBytes, type Situation } from '../../src/player/view/verdict';

const usual: Situation = {
  bytesPerSecond: 600_000,
  filmBytesPerSecond: 1_000_000,
  secondsAhead: 10,
  secondsLeft: 600,
  roomSeconds: 1000,
  rate: 1,
  isFetching: true,
};

describe('what is said of a film', () => {
  test.each([
    ['nothing is known of it', { filmBytesPerSecond: null }, { kind: 'measuring' }],
    ['nothing has come yet', { bytesPerSecond: 0 }, { kind: 'measuring' }],
    ['all is here', { secondsLeft: 10.3 }, { kind: 'here' }],
    ['nothing is fetched', { isFetching: false, roomSeconds: 12 }, { kind: 'ahead', secondsAhead: 10 }],
    ['nothing is fetched for the moment', { isFetching: false }, { kind: 'measuring' }],
    ['more comes than it takes', { bytesPerSecond: 2_100_000 }, { kind: 'keeps-up', ratio: 2.1 }],
    ['it is played at half speed', { rate: 0.5 }, { kind: 'keeps-up', ratio: 1.2 }],
    ['little is left', { secondsLeft: 24 }, { kind: 'lasts' }],
    // 600 s take 360 s of what comes meanwhile: 240 s must be ahead, 230 more than are.
    ['0.6 of it comes', {}, { kind: 'slow', ratio: 0.6, untilSecondsAhead: 240, smoothSeconds: Infinity }],
    ['there is no room', { roomSeconds: 40 }, { kind: 'slow', untilSecondsAhead: 40, smoothSeconds: 100 }],
  ])('of which %s', (_, changes, said) => expect(judge({ ...usual, ...changes })).toMatchObject(said));
});

/** Plays second by second: whether film runs out before so much was played. */
function runsOut(situation: Situation, untilPlayed: number): boolean {
  const comes = situation.bytesPerSecond / situation.filmBytesPerSecond!;
  const step = 0.05;
  let ahead = situation.secondsAhead;
  let fetched = ahead;
  for (let played = 0; played < untilPlayed; played += step * situation.rate) {
    const come = Math.min(step * comes, situation.secondsLeft - fetched);
    fetched += come;
    ahead += come - step * situation.rate;
    if (ahead < -0.2) return true;
  }
  return false;
}

test('who waits so long sees it without a pause, and who waits less does not', () => {
  const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });
  const situations = fc.record({
    bytesPerSecond: number(50_000, 1_500_000),
    filmBytesPerSecond: fc.constant(1_000_000),
    secondsAhead: number(0, 30),
    secondsLeft: number(60, 400),
    roomSeconds: number(30, 400),
    rate: number(0.5, 2),
    isFetching: fc.constant(true),
  });
  fc.assert(
    fc.property(situations, (situation) => {
      const verdict = judge(situation);
      if (verdict.kind === 'lasts') expect(runsOut(situation, situation.secondsLeft)).toBe(false);
      if (verdict.kind !== 'slow' || verdict.untilSecondsAhead < situation.secondsAhead) return;
      const comes = situation.bytesPerSecond / situation.filmBytesPerSecond;
      expect(situation.secondsAhead + comes * verdict.waitSeconds).toBeCloseTo(verdict.untilSecondsAhead);
      const waited = { ...situation, secondsAhead: verdict.untilSecondsAhead };
      const smooth = Math.min(verdict.smoothSeconds, situation.secondsLeft) - 1;
      expect(runsOut(waited, smooth)).toBe(false);
      if (verdict.untilSecondsAhead - situation.secondsAhead > 3)
        expect(runsOut(situation, smooth)).toBe(true);
    }),
    { numRuns: 200 },
  );
});

test('counts as film that is here only what can be played before the next byte that has yet to come', () => {
  const inHand = [byteRange(0, 100), byteRange(150, 400)];
  const lane = (...starts: number[]) => ({
    requests: starts.map((start, id) => ({
      id,
      range: byteRange(start, start + 50),
      receivedBytes: 10,
      bytesPerSecond: 1,
    })),
  });
  const playable = (...lanes: ReturnType<typeof lane>[]) =>
    playableBytes({ inHand, lanes: lanes as unknown as FunnelStatus['lanes'] });
  expect(playable(lane(90), lane(400))).toBe(100);
  expect(playable(lane(400))).toBe(350);
  expect(playable(lane())).toBe(350);
});
