import { type ByteRange, byteLength, byteRange } from '../../../src/core/bytes/range';
import type { Fragment, FragmentCursor, MovieTrack } from '../../../src/core/movie';

export interface FakeSample {
  readonly startSeconds: number;
  readonly endSeconds: number;
  readonly range: ByteRange;
  readonly isSync: boolean;
}

export interface FilmShape {
  readonly seconds: number;
  readonly videoBytesPerSecond: number;
  readonly audioBytesPerSecond: number;
  /** How much of one track lies together before the other takes its turn: 0.5 in good files, minutes in bad ones. */
  readonly interleaveSeconds: number;
  readonly gopSeconds: number;
}

const videoSampleSeconds = 0.04;
const audioSampleSeconds = 0.02;

/** A film of one picture and one sound, with its samples laid out in a file. */
export function fakeFilm(shape: FilmShape): { tracks: MovieTrack[]; byteLength: number } {
  const samples: [FakeSample[], FakeSample[]] = [[], []];
  // As an index lies in front of the media.
  let offset = 1_000;
  const lay = (into: FakeSample[], sampleSeconds: number, bytesPerSecond: number, untilSeconds: number) => {
    for (let start = into.at(-1)?.endSeconds ?? 0; start < untilSeconds - 1e-9; start += sampleSeconds) {
      const range = byteRange(offset, offset + Math.max(1, Math.round(bytesPerSecond * sampleSeconds)));
      offset = range.endExclusive;
      const isSync =
        Math.floor(start / shape.gopSeconds + 1e-9) !==
        Math.floor((start - sampleSeconds) / shape.gopSeconds + 1e-9);
      into.push({ startSeconds: start, endSeconds: start + sampleSeconds, range, isSync });
    }
  };
  for (
    let turn = shape.interleaveSeconds;
    turn < shape.seconds + shape.interleaveSeconds;
    turn += shape.interleaveSeconds
  ) {
    const until = Math.min(turn, shape.seconds);
    lay(samples[0], videoSampleSeconds, shape.videoBytesPerSecond, until);
    lay(samples[1], audioSampleSeconds, shape.audioBytesPerSecond, until);
  }
  return {
    tracks: [fakeTrack(1, 'video', samples[0]), fakeTrack(2, 'audio', samples[1])],
    byteLength: offset,
  };
}

/** A track of given samples; each fragment carries its whole samples and nothing else. */
export function fakeTrack(id: number, kind: 'video' | 'audio', samples: readonly FakeSample[]): MovieTrack {
  return {
    id,
    kind,
    mimeType: `${kind}/mp4`,
    language: 'und',
    endSeconds: samples.at(-1)?.endSeconds ?? 0,
    initSegment: new Uint8Array(),
    seek(timeSeconds) {
      const first = samples.findLastIndex((each) => each.isSync && each.startSeconds <= timeSeconds + 1e-9);
      return cursorOver(id, samples, Math.max(0, first));
    },
  };
}

function cursorOver(trackId: number, samples: readonly FakeSample[], first: number): FragmentCursor {
  let index = first;
  return {
    next(maxSeconds, maxBytes = Infinity) {
      const head = samples[index];
      if (!head) return null;
      const taken = [head];
      let bytes = byteLength(head.range);
      for (let next = samples[++index]; next; next = samples[++index]) {
        bytes += byteLength(next.range);
        if (bytes > maxBytes || next.endSeconds > head.startSeconds + maxSeconds + 1e-9) break;
        taken.push(next);
      }
      return fragmentOf(trackId, taken);
    },
  };
}

function fragmentOf(trackId: number, samples: readonly FakeSample[]): Fragment {
  const ranges: ByteRange[] = [];
  for (const { range } of samples) {
    const last = ranges.at(-1);
    if (last?.endExclusive === range.start)
      ranges[ranges.length - 1] = byteRange(last.start, range.endExclusive);
    else ranges.push(range);
  }
  return {
    trackId,
    startSeconds: Math.min(...samples.map(({ startSeconds }) => startSeconds)),
    endSeconds: Math.max(...samples.map(({ endSeconds }) => endSeconds)),
    ranges,
    write: (read) => {
      const written = new Uint8Array(ranges.reduce((sum, range) => sum + byteLength(range), 0));
      let position = 0;
      for (const range of ranges) {
        written.set(read(range), position);
        position += byteLength(range);
      }
      return written;
    },
  };
}
