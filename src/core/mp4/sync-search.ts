import { lowest } from '../lowest';
import { presentationTicks, type Timeline } from './timeline';

/**
 * The last sync sample presented at or before `timeSeconds`, or the first one there is. Sync samples are presented in
 * the order they are decoded in; the others are not.
 */
export function syncSampleAt(timeline: Timeline, timeSeconds: number): number {
  const { syncSamples } = timeline.table;
  const sampleAt = (index: number) => (syncSamples === null ? index : syncSamples[index]!);
  // Compared in seconds: the quotient is the very number a caller got from `startSeconds`.
  const isAfter = (index: number) =>
    presentationTicks(timeline, sampleAt(index)) / timeline.timescale > timeSeconds;
  const count = syncSamples === null ? timeline.table.count : syncSamples.length;
  const first = lowest(count, (index) => sampleAt(index) >= timeline.firstSample);
  const end = lowest(count, (index) => sampleAt(index) >= timeline.endSample);
  if (first >= end) return timeline.firstSample;
  const after = first + lowest(end - first, (index) => isAfter(first + index));
  return sampleAt(Math.max(first, after - 1));
}
