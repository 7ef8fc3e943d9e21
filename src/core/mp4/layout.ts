import { FunnelError } from '../errors';
import { lowest } from '../lowest';
import type { Edit } from './edit-list';
import { hidePreroll } from './preroll';
import type { SampleTable } from './sample-table';
import { hideTail } from './tail';
import { durationTicks, maxReorderedSamples, presentationTicks, type Timeline } from './timeline';

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
  const trimmed = hideTail(hidePreroll(closeToZero({ ...whole, firstSample, endSample })), edit.endTicks);
  return { ...trimmed, endTicks: Math.min(edit.endTicks, latestEnd(trimmed)) };
}

/**
 * The sync sample decoding starts with: the last one presented at or before 0, for what is presented from 0 on may
 * need it. Of samples that need no other, the first that reaches past 0.
 */
function firstPresented(timeline: Timeline): number {
  const { table } = timeline;
  const { syncSamples } = table;
  if (syncSamples === null) {
    const isSeen = (sample: number) => presentationTicks(timeline, sample) + durationTicks(table, sample) > 0;
    return lowest(table.count - 1, isSeen);
  }
  const isAfter = (sample: number) => sample > 0 && presentationTicks(timeline, sample) > 0;
  const after = lowest(syncSamples.length, (index) => isAfter(syncSamples[index]!));
  return after === 0 ? 0 : syncSamples[after - 1]!;
}

/** Past the last sample, in decoding order, presented before `endTicks`: those before it may be needed by it. */
function endPresented(timeline: Timeline, endTicks: number): number {
  const { count } = timeline.table;
  return lowest(count, (sample) => {
    const end = Math.min(sample + 1 + maxReorderedSamples, count);
    for (let later = sample; later < end; later++) {
      if (presentationTicks(timeline, later) < endTicks) return false;
    }
    return true;
  });
}

/** With the samples before the first gone, decoding times may follow the presentation down, to 0 at the least. */
function closeToZero(timeline: Timeline): Timeline {
  const slack = timeline.table.decodeTicks.at(timeline.firstSample)!;
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

/** Of the last few samples one is presented last. */
function latestEnd(timeline: Timeline): number {
  const { table, firstSample, endSample } = timeline;
  let end = 0;
  for (
    let sample = endSample - 1;
    sample >= Math.max(firstSample, endSample - 1 - maxReorderedSamples);
    sample--
  ) {
    end = Math.max(end, presentationTicks(timeline, sample) + durationTicks(table, sample));
  }
  return end;
}
