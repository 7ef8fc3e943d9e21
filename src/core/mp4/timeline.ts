import type { SampleTable } from './sample-table';

/**
 * A track's samples on the movie's timeline. All in ticks of the media timescale, so that no time is ever rounded:
 *     decoding time in a fragment = decodeTicks[sample] + decodeShiftTicks, never negative, as tfdt demands
 *     presentation time          = that + compositionOffsets[sample] + compositionShiftTicks, unless `moved`
 */
export interface Timeline {
  readonly table: SampleTable;
  readonly timescale: number;
  readonly decodeShiftTicks: number;
  readonly compositionShiftTicks: number;
  /** Presentation times of the few samples that have another: see preroll.ts. */
  readonly moved: ReadonlyMap<number, number>;
  /** The samples presented, or needed to decode those, are `[firstSample, endSample)`. */
  readonly firstSample: number;
  readonly endSample: number;
  /** Presentation end of the track. */
  readonly endTicks: number;
}

/** Decoding time in a fragment. */
export const decodeTicks = (timeline: Timeline, sample: number): number =>
  timeline.table.decodeTicks[sample]! + timeline.decodeShiftTicks;

export function presentationTicks(timeline: Timeline, sample: number): number {
  const moved = timeline.moved.size === 0 ? undefined : timeline.moved.get(sample);
  if (moved !== undefined) return moved;
  const offset = timeline.table.compositionOffsets?.[sample] ?? 0;
  return decodeTicks(timeline, sample) + timeline.compositionShiftTicks + offset;
}

/** How long a sample lasts: to the next one's decoding time. */
export const durationTicks = (table: SampleTable, sample: number): number =>
  table.decodeTicks[sample + 1]! - table.decodeTicks[sample]!;
