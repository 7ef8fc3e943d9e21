import { type ByteRange, byteRange } from '../../../src/core/bytes/range';
import { defaultFunnelOptions } from '../../../src/core/funnel/options';
import type { MovieTrack } from '../../../src/core/movie';
import { PlayPlan } from '../../../src/core/playback/play-plan';
import { type FilmShape, fakeFilm } from '../playback/fake-movie';

export interface SimulatedFilm {
  readonly tracks: readonly MovieTrack[];
  readonly byteLength: number;
  /**
   * What the page reads to find and read the index, one after the other as it does (`core/mp4/moov-search.ts`):
   * headers of top-level boxes until the moov's, then the moov's content.
   */
  readonly indexReads: readonly ByteRange[];
}

export interface IndexShape {
  readonly moovBytes: number;
  readonly place: 'first' | 'last';
}

const ftypBytes = 32;
/** Of a header with a 64-bit size; the page reads so many bytes of every header. */
const headerBytes = 16;

/** A film in a file of ftyp, moov and mdat, in this order or with the moov last. */
export function simulatedFilm(
  shape: FilmShape,
  { moovBytes, place }: IndexShape = { moovBytes: 250_000, place: 'first' },
): SimulatedFilm {
  const mediaStart = ftypBytes + headerBytes + (place === 'first' ? moovBytes : 0);
  const { tracks, byteLength: mediaEnd } = fakeFilm(shape, mediaStart);
  const moovStart = place === 'first' ? ftypBytes : mediaEnd;
  const boxStarts = place === 'first' ? [0, ftypBytes] : [0, ftypBytes, mediaEnd];
  const headers = boxStarts.map((start) => byteRange(start, start + headerBytes));
  return {
    tracks,
    byteLength: mediaEnd + (place === 'first' ? 0 : moovBytes),
    indexReads: [...headers, byteRange(moovStart + 8, moovStart + moovBytes)],
  };
}

/** The bytes of the fragments that show the frame at a time, in the order the page feeds them. */
export function frameBytes(tracks: readonly MovieTrack[], atSeconds: number): ByteRange[] {
  const plan = new PlayPlan(tracks, defaultFunnelOptions, atSeconds);
  const ranges: ByteRange[] = [];
  while (plan.secondsFed(atSeconds) === 0) {
    for (const { id } of tracks) {
      const next = plan.nextOf(id);
      if (!next || plan.fedEndOf(id) > atSeconds) continue;
      ranges.push(...next.ranges);
      plan.fed(next);
    }
  }
  return ranges;
}

/** Bytes of media that play in the first `seconds` of a film. */
export function bytesUntil(shape: FilmShape, seconds: number): number {
  const usual = (shape.videoBytesPerSecond + shape.audioBytesPerSecond) * seconds;
  const more = (shape.stretches ?? []).map(({ fromSeconds, untilSeconds, factor }) => {
    const length = Math.max(0, Math.min(seconds, untilSeconds) - fromSeconds);
    return length * (factor - 1) * shape.videoBytesPerSecond;
  });
  return more.reduce((sum, bytes) => sum + bytes, usual);
}
