import { presentationTicks, type Timeline } from './timeline';

/**
 * Gives samples that are decoded but not seen a place to hide. A film cut between sync samples begins with
 * pictures presented before 0. A source buffer drops those, and with its sync sample the whole group of
 * pictures. So they are presented a tick apart from 0 on, and the first picture to be seen right after them.
 * Where a picture lasts fewer ticks than there are to hide (few timescales are that coarse), all stays as it is.
 */
export function hidePreroll(timeline: Timeline): Timeline {
  const { syncSamples } = timeline.table;
  if (syncSamples === null || presentationTicks(timeline, timeline.firstSample) >= 0) return timeline;
  const nextSync = syncSamples.find((sample) => sample > timeline.firstSample) ?? timeline.endSample;
  const endSample = Math.min(nextSync, timeline.endSample);
  const group = Array.from({ length: endSample - timeline.firstSample }, (_, index) => {
    const sample = timeline.firstSample + index;
    return { sample, ticks: presentationTicks(timeline, sample) };
  }).sort((a, b) => a.ticks - b.ticks);
  const firstSeen = group.findIndex(({ ticks }) => ticks >= 0);
  const hiddenCount = firstSeen < 0 ? group.length : firstSeen;
  const second = group[hiddenCount + 1];
  if (second !== undefined && second.ticks <= hiddenCount) return timeline;
  const moved = new Map(group.slice(0, hiddenCount).map(({ sample }, index) => [sample, index]));
  const first = group[hiddenCount];
  if (first !== undefined && first.ticks < hiddenCount) moved.set(first.sample, hiddenCount);
  return { ...timeline, moved };
}
