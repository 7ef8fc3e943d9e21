import { hidePreroll } from '../preroll';
import { maxReorderedSamples, presentationTicks, type Timeline } from '../timeline';
import { type FragmentedTrack, timelineOf } from './fragmented-track';

/** Groups of pictures are shorter; beyond, pictures before the film stay as they are. */
const maxSamples = 10_000;

/** Whether pictures are decoded before the film begins, and not seen: what is sought then begins with `first`. */
export const hasHidden = ({ kind }: FragmentedTrack, timeline: Timeline, first: number): boolean =>
  kind === 'video' && presentationTicks(timeline, first) < 0;

/** Whether all of those, and the first to be seen, are in the samples from `first` on. */
export function isHiddenKnown(timeline: Timeline, first: number): boolean {
  const { count, syncSamples } = timeline.table;
  const hasNextSync = syncSamples === null ? first + 1 < count : syncSamples.some((sample) => sample > first);
  if (hasNextSync || count - first > maxSamples) return true;
  if (count - first < maxReorderedSamples) return false;
  for (let sample = count - maxReorderedSamples; sample < count; sample++) {
    if (presentationTicks(timeline, sample) < 0) return false;
  }
  return true;
}

/** With those presented where a source buffer keeps them, as preroll.ts has it, and for how long. */
export function hidden(
  track: FragmentedTrack,
  timeline: Timeline,
  first: number,
): { timeline: Timeline; hiddenTicks: number } {
  const laidOut = hidePreroll({ ...timeline, firstSample: first });
  const { table, hiddenTicks = 0 } = laidOut;
  if (hiddenTicks === 0) return { timeline, hiddenTicks };
  // As a table of its own: what follows is joined to it.
  const { decodeShiftTicks, compositionShiftTicks } = timeline;
  const decodeTicks = Float64Array.from(
    { length: table.count + 1 },
    (_, sample) => table.decodeTicks.at(sample)!,
  );
  const compositionOffsets = Int32Array.from(
    { length: table.count },
    (_, sample) =>
      presentationTicks(laidOut, sample) - decodeTicks[sample]! - decodeShiftTicks - compositionShiftTicks,
  );
  return { timeline: timelineOf(track, { ...table, decodeTicks, compositionOffsets }), hiddenTicks };
}
