import { FunnelError } from '../../errors';
import type { OpenGroups } from '../h264/open-groups';
import type { TrackKind } from '../sample-entry';
import type { SampleTable } from '../sample-table';
import { durationTicks, presentationTicks, type Timeline } from '../timeline';

/** What all fragments of a track have in common. */
export interface FragmentedTrack {
  readonly id: number;
  readonly kind: TrackKind;
  readonly timescale: number;
  /** Of the edit list, and of where the film begins: added to a composition time it gives the presentation time. */
  readonly shiftTicks: number;
  /** The earliest decoding time: so far decoding times may follow the presentation down. */
  readonly slackTicks: number;
  readonly sampleEntryCount: number;
  readonly openGroups: (() => OpenGroups) | null;
}

/** A trun holds no composition offset beyond. */
const maxShiftTicks = 2 ** 30;

/** Lays out the samples of one fragment, all fragments of a track in the same way. @throws FunnelError `media/corrupt`. */
export function timelineOf(track: FragmentedTrack, table: SampleTable): Timeline {
  const { timescale, shiftTicks, slackTicks, sampleEntryCount } = track;
  const decodeShiftTicks = Math.max(shiftTicks, -slackTicks);
  const compositionShiftTicks = shiftTicks - decodeShiftTicks;
  if (compositionShiftTicks < -maxShiftTicks) {
    throw new FunnelError('media/corrupt', `edit of ${shiftTicks} ticks`);
  }
  if (table.count > 0 && table.decodeTicks.at(0)! + decodeShiftTicks < 0) {
    throw new FunnelError('media/corrupt', 'samples before the first');
  }
  if (
    table.descriptionRuns.some(
      ({ descriptionIndex }) => descriptionIndex < 1 || descriptionIndex > sampleEntryCount,
    )
  ) {
    throw new FunnelError('media/corrupt', 'samples without a sample entry');
  }
  const timeline: Timeline = {
    table,
    timescale,
    decodeShiftTicks,
    compositionShiftTicks,
    moved: new Map(),
    firstSample: 0,
    endSample: table.count,
    endTicks: 0,
  };
  let endTicks = 0;
  for (let sample = 0; sample < table.count; sample++) {
    endTicks = Math.max(endTicks, presentationTicks(timeline, sample) + durationTicks(table, sample));
  }
  return { ...timeline, endTicks };
}

/** When the first sync sample is presented; null where there is none. */
export function firstSyncSeconds(timeline: Timeline): number | null {
  const { syncSamples } = timeline.table;
  const first = syncSamples === null ? 0 : syncSamples[0];
  return first === undefined ? null : presentationTicks(timeline, first) / timeline.timescale;
}
