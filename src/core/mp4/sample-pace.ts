import { decodeTicks, durationTicks, earliestTicks, presentationTicks, type Timeline } from './timeline';

/** When the samples of a fragment are decoded: from `startTicks` on, each for its duration. */
export interface SamplePace {
  readonly startTicks: number;
  /** From the fragment's first sample on. */
  readonly durations: readonly number[];
}

/**
 * The pace of samples `[firstSample, endSample)`, in a fragment that is presented as a whole.
 *
 * In a file, durations are the distances of decoding times. Browsers take them for how long each picture is shown, and
 * the same picture it is not, where pictures are decoded in another order: one held for a second would be over
 * at once, and the one before it would be shown instead. So where that makes a difference, each is decoded
 * for as long as it is shown, and all of them from where the first one is.
 */
export function samplePace(
  timeline: Timeline,
  { firstSample, endSample }: { readonly firstSample: number; readonly endSample: number },
): SamplePace {
  const count = endSample - firstSample;
  if (!timeline.table.isUneven) {
    const durations = Array.from({ length: count }, (_, index) =>
      durationTicks(timeline.table, firstSample + index),
    );
    return { startTicks: decodeTicks(timeline, firstSample), durations };
  }
  const shown = Array.from({ length: count }, (_, index) => ({
    index,
    ticks: presentationTicks(timeline, firstSample + index),
  })).sort((a, b) => a.ticks - b.ticks);
  // What comes after the fragment is presented then, or the film is over.
  const endTicks = endSample < timeline.endSample ? earliestTicks(timeline, endSample) : timeline.endTicks;
  const durations = new Array<number>(count);
  shown.forEach(({ index, ticks }, turn) => {
    const next = shown[turn + 1]?.ticks ?? endTicks;
    durations[index] = Math.max(0, next - ticks);
  });
  return { startTicks: Math.max(0, shown[0]!.ticks), durations };
}
