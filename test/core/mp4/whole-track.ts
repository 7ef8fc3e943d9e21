import type { Fragment, MovieTrack } from '../../../src/core/movie';

export function fragmentsOf(track: MovieTrack, maxSeconds = 0.9, fromSeconds = 0): Fragment[] {
  const cursor = track.seek(fromSeconds);
  const fragments: Fragment[] = [];
  for (let fragment = cursor.next(maxSeconds); fragment; fragment = cursor.next(maxSeconds)) {
    fragments.push(fragment);
  }
  return fragments;
}

/** Init segment and fragments as one fragmented file. */
export function remux(file: Uint8Array, track: MovieTrack, fragments: readonly Fragment[]): Uint8Array {
  const read = ({ start, endExclusive }: { start: number; endExclusive: number }) =>
    file.subarray(start, endExclusive);
  return Buffer.concat([track.initSegment, ...fragments.map((fragment) => fragment.write(read))]);
}
