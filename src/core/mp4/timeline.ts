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
  /** What is presented before it, and at 0 or after, is there to be decoded, not to be seen. */
  readonly hiddenTicks?: number;
  /** The samples presented, or needed to decode those, are `[firstSample, endSample)`. */
  readonly firstSample: number;
  readonly endSample: number;
  /** Presentation end of the track. */
  readonly endTicks: number;
}

/** Decoding time in a fragment. */
export const decodeTicks = (timeline: Timeline, sample: number): number =>
  timeline.table.decodeTicks.at(sample)! + timeline.decodeShiftTicks;

export function presentationTicks(timeline: Timeline, sample: number): number {
  const moved = timeline.moved.size === 0 ? undefined : timeline.moved.get(sample);
  if (moved !== undefined) return moved;
  const offset = timeline.table.compositionOffsets?.at(sample) ?? 0;
  return decodeTicks(timeline, sample) + timeline.compositionShiftTicks + offset;
}

/** How long a sample lasts: to the next one's decoding time. */
export function durationTicks({ decodeTicks }: SampleTable, sample: number): number {
  const startTicks = decodeTicks.at(sample)!;
  return decodeTicks.at(sample + 1)! - startTicks;
}

/** How far pictures are decoded before they are shown: the decoded picture buffer of H.264 and HEVC holds no more. */
export const maxReorderedSamples = 16;

/** When the first of the samples from one on is presented, whichever that is; Infinity where there are none. */
export function earliestTicks(timeline: Timeline, sample: number, endSample = timeline.endSample): number {
  const end = Math.min(sample + maxReorderedSamples, endSample);
  let earliest = Number.POSITIVE_INFINITY;
  for (let each = sample; each < end; each++)
    earliest = Math.min(earliest, presentationTicks(timeline, each));
  return earliest;
}
