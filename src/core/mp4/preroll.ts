import { type SampleTable, withValues } from './sample-table';
import { durationTicks, presentationTicks, type Timeline } from './timeline';

/** A group of pictures to hide some of: a film cut minutes after a sync sample stays as it is. */
const maxGroupSamples = 10_000;

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
  const groupEnd = Math.min(nextSync, timeline.endSample);
  const endSample = Math.min(groupEnd, timeline.firstSample + maxGroupSamples);
  const group = Array.from({ length: endSample - timeline.firstSample }, (_, index) => {
    const sample = timeline.firstSample + index;
    return { sample, ticks: presentationTicks(timeline, sample) };
  }).sort((a, b) => a.ticks - b.ticks);
  const firstSeen = group.findIndex(({ ticks }) => ticks >= 0);
  if (firstSeen < 0 && endSample < groupEnd) return timeline;
  const hiddenCount = firstSeen < 0 ? group.length : firstSeen;
  const second = group[hiddenCount + 1];
  if (second !== undefined && second.ticks <= hiddenCount) return timeline;
  const moved = new Map(
    group.map(({ sample, ticks }, place) => [sample, place < hiddenCount ? place : ticks]),
  );
  const first = group[hiddenCount];
  if (first !== undefined && first.ticks < hiddenCount) moved.set(first.sample, hiddenCount);
  const hidden = new Set(group.slice(0, hiddenCount).map(({ sample }) => sample));
  return { ...timeline, table: shortened(timeline.table, hidden), moved, hiddenTicks: hiddenCount };
}

/** Samples made to last a tick each: players pass over them on the way to a place after them. */
function shortened(table: SampleTable, samples: ReadonlySet<number>): SampleTable {
  const earlier = new Map<number, number>();
  const decodeTicks = withValues(table.decodeTicks, earlier);
  const first = Math.min(...samples);
  for (let sample = Math.max(...samples); sample >= first; sample--) {
    const duration = samples.has(sample) ? 1 : durationTicks(table, sample);
    earlier.set(sample, decodeTicks.at(sample + 1)! - duration);
  }
  return { ...table, decodeTicks };
}
