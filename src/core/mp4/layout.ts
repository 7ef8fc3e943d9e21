import { FunnelError } from '../errors';
import type { Edit } from './edit-list';
import { hidePreroll } from './preroll';
import type { SampleTable } from './sample-table';
import { decodeTicks, durationTicks, presentationTicks, type Timeline } from './timeline';

/** Lays the samples of a table out as the edit list says: ISO/IEC 14496-12 section 8.6.6. @throws FunnelError `media/corrupt`. */
export function layOut(table: SampleTable, timescale: number, edit: Edit): Timeline {
  const whole: Timeline = {
    table,
    timescale,
    // A start cut off by the edit moves the presentation only: decoding times stay where they can't be negative.
    decodeShiftTicks: Math.max(0, edit.shiftTicks),
    compositionShiftTicks: Math.min(0, edit.shiftTicks),
    moved: new Map(),
    firstSample: 0,
    endSample: table.count,
    endTicks: 0,
  };
  const firstSample = firstPresented(whole);
  const endSample = Math.max(endPresented(whole, edit.endTicks), firstSample + 1);
  const trimmed = hidePreroll(closeToZero({ ...whole, firstSample, endSample }));
  return { ...trimmed, endTicks: Math.min(edit.endTicks, latestEnd(trimmed)) };
}

/**
 * The sync sample decoding starts with: the last one presented at or before 0, for what is presented from 0 on may
 * need it. Of samples that need no other, the first that reaches past 0.
 */
function firstPresented(timeline: Timeline): number {
  const { table } = timeline;
  let first = 0;
  if (table.syncSamples === null) {
    while (first < table.count - 1 && presentationTicks(timeline, first) + durationTicks(table, first) <= 0)
      first++;
    return first;
  }
  for (const sample of table.syncSamples) {
    if (sample > 0 && presentationTicks(timeline, sample) > 0) break;
    first = sample;
  }
  return first;
}

/** Past the last sample, in decoding order, presented before `endTicks`: those before it may be needed by it. */
function endPresented(timeline: Timeline, endTicks: number): number {
  let end = timeline.table.count;
  while (end > 0 && presentationTicks(timeline, end - 1) >= endTicks) end--;
  return end;
}

/** With the samples before the first gone, decoding times may follow the presentation down, to 0 at the least. */
function closeToZero(timeline: Timeline): Timeline {
  const slack = timeline.table.decodeTicks[timeline.firstSample]!;
  const down = Math.min(slack, -timeline.compositionShiftTicks);
  // What is left is less than a group of pictures, or no trun could hold it.
  if (timeline.compositionShiftTicks + down < -(2 ** 30)) {
    throw new FunnelError('media/corrupt', `edit of ${timeline.compositionShiftTicks} ticks`);
  }
  return {
    ...timeline,
    decodeShiftTicks: timeline.decodeShiftTicks - down,
    compositionShiftTicks: timeline.compositionShiftTicks + down,
  };
}

/** Walks back from the end, to where no sample can be presented later: seldom further than a few. */
function latestEnd(timeline: Timeline): number {
  const { table, firstSample, endSample, compositionShiftTicks, moved } = timeline;
  const latestShift = compositionShiftTicks + largest(table.compositionOffsets);
  let end = 0;
  for (let sample = endSample - 1; sample >= firstSample; sample--) {
    end = Math.max(end, presentationTicks(timeline, sample) + durationTicks(table, sample));
    if (moved.size === 0 && decodeTicks(timeline, sample) + latestShift <= end) break;
  }
  return end;
}

function largest(offsets: Int32Array | null): number {
  if (offsets === null) return 0;
  let max = offsets[0]!;
  for (let sample = 1; sample < offsets.length; sample++) max = Math.max(max, offsets[sample]!);
  return max;
}
