import { FunnelError } from '../errors';
import { lowest } from '../lowest';
import { type DescriptionRun, noteDescription } from './chunk-map';
import { type Edit, type EditPart, noEdit } from './edit-list';
import { layOut } from './layout';
import type { Column, SampleTable } from './sample-table';
import {
  decodeTicks,
  durationTicks,
  maxReorderedSamples,
  presentationTicks,
  type Timeline,
} from './timeline';

/** Parts may show the same media over and over: at most so many samples in all, or each sample twice. */
const maxSplicedSamples = 100_000;

/** Samples of one part, in their place among those of all parts. */
interface Placed {
  /** Of the part alone, beginning at 0. */
  readonly timeline: Timeline;
  /** Samples `[firstSample, firstSample + count)` of the file are those from `first` on. */
  readonly firstSample: number;
  readonly count: number;
  readonly first: number;
  /** Where the part's beginning is presented. */
  readonly startTicks: number;
  /** Where its last sample must be decoded by. */
  readonly overTicks: number;
  /** The sample presented last, and how much longer than by itself: until the next part begins. */
  readonly held: { readonly sample: number; readonly ticks: number };
}

/**
 * Lays samples out as an edit list says, where it has several parts too: the samples of one part follow those of the other,
 * each part beginning with a sync sample. Nothing is kept for each sample: it is found in the file's table when somebody asks.
 * @throws FunnelError `media/corrupt`, `media/limit`.
 */
export function layOutParts(table: SampleTable, timescale: number, edit: Edit): Timeline {
  const { parts } = edit;
  if (parts.length === 0) return layOut(table, timescale, edit);
  const placed: Placed[] = [];
  const maxSamples = Math.max(maxSplicedSamples, 2 * table.count);
  let hiddenTicks = 0;
  parts.forEach((part, index) => {
    const timeline = layOut(table, timescale, {
      ...noEdit,
      shiftTicks: -part.mediaTicks,
      endTicks: part.durationTicks,
    });
    const before = placed.at(-1);
    const next = isOneByOne(table)
      ? oneByOne(timeline, part, before)
      : reordered(timeline, part, parts[index + 1], before);
    if (next.count > 0) placed.push(next);
    if (next.first + next.count > maxSamples)
      throw new FunnelError('media/limit', 'edits show too many samples');
    if (part.startTicks === 0) hiddenTicks = timeline.hiddenTicks ?? 0;
  });
  const last = parts.at(-1)!;
  const endTicks = last.startTicks + last.durationTicks;
  return { ...layOut(spliced(table, placed), timescale, { ...noEdit, endTicks }), hiddenTicks };
}

/** Whether samples are presented as they are decoded, and need no other: sound's are. */
const isOneByOne = ({ compositionOffsets, syncSamples }: SampleTable): boolean =>
  compositionOffsets === null && syncSamples === null;

const notHeld = { sample: Number.POSITIVE_INFINITY, ticks: 0 };

const endOf = (placed: Placed | undefined): number => (placed ? placed.first + placed.count : 0);

/** Samples that follow each other, as sound's do. One that would begin before another is over waits for it. */
function oneByOne(timeline: Timeline, part: EditPart, before: Placed | undefined): Placed {
  const { table, endSample } = timeline;
  const freeTicks = before ? presentedEnd(before) : 0;
  const startOf = (sample: number) => part.startTicks + presentationTicks(timeline, sample);
  // Rather leave one out than be late by more than half of it.
  const isTooEarly = (sample: number) => startOf(sample) + durationTicks(table, sample) / 2 < freeTicks;
  const skipped = lowest(
    endSample - timeline.firstSample,
    (index) => !isTooEarly(timeline.firstSample + index),
  );
  const firstSample = timeline.firstSample + skipped;
  const count = endSample - firstSample;
  const lateTicks = count > 0 ? Math.max(0, freeTicks - startOf(firstSample)) : 0;
  const startTicks = part.startTicks + lateTicks;
  return {
    timeline,
    firstSample,
    count,
    first: endOf(before),
    startTicks,
    overTicks: Infinity,
    held: notHeld,
  };
}

function presentedEnd({ timeline, firstSample, count, startTicks }: Placed): number {
  const last = firstSample + count - 1;
  return startTicks + presentationTicks(timeline, last) + durationTicks(timeline.table, last);
}

/** Pictures: decoded from the part's beginning on, the last one by the beginning of the next. */
function reordered(
  timeline: Timeline,
  { startTicks }: EditPart,
  next: EditPart | undefined,
  before: Placed | undefined,
): Placed {
  const { firstSample, endSample } = timeline;
  const overTicks = next?.startTicks ?? Number.POSITIVE_INFINITY;
  const held = next ? heldUntil(timeline, next.startTicks - startTicks) : notHeld;
  return {
    timeline,
    firstSample,
    count: endSample - firstSample,
    first: endOf(before),
    startTicks,
    overTicks,
    held,
  };
}

/** It is the last picture presented that is held where nothing follows at once, and not the last one decoded. */
function heldUntil(timeline: Timeline, nextTicks: number): Placed['held'] {
  const { firstSample, endSample, table } = timeline;
  let sample = endSample - 1;
  for (let each = Math.max(firstSample, endSample - maxReorderedSamples); each < endSample; each++) {
    if (presentationTicks(timeline, each) > presentationTicks(timeline, sample)) sample = each;
  }
  const overTicks = presentationTicks(timeline, sample) + durationTicks(table, sample);
  return { sample, ticks: Math.max(0, nextTicks - overTicks) };
}

/** The table of the samples in their new places. */
function spliced(table: SampleTable, placed: readonly Placed[]): SampleTable {
  const count = endOf(placed.at(-1));
  const partOf = (sample: number): Placed => {
    const after = lowest(placed.length, (index) => placed[index]!.first > sample);
    return placed[after - 1]!;
  };
  const column = (ask: (part: Placed, sample: number) => number): Column => ({
    at(sample) {
      const part = partOf(sample);
      return ask(part, part.firstSample + sample - part.first);
    },
  });
  const isPlain = isOneByOne(table);
  const decodedAt = isPlain ? presentedAt : decodedFromStart;
  const last = placed.at(-1)!;
  const lastSample = last.firstSample + last.count - 1;
  const endTicks = decodedAt(last, lastSample) + durationTicks(last.timeline.table, lastSample);
  const decode = column(decodedAt);
  return {
    count,
    offsets: column((_, sample) => table.offsets.at(sample)!),
    byteCounts: column((_, sample) => table.byteCounts.at(sample)!),
    decodeTicks: { at: (sample) => (sample === count ? endTicks : decode.at(sample)) },
    compositionOffsets: isPlain
      ? null
      : column((part, sample) => presentedAt(part, sample) - decodedAt(part, sample)),
    syncSamples: table.syncSamples && splicedSyncSamples(table.syncSamples, placed),
    descriptionRuns: splicedDescriptions(table, placed),
    isCutShort: table.isCutShort === true && lastSample === table.count - 1,
  };
}

const presentedAt = ({ timeline, startTicks }: Placed, sample: number): number =>
  startTicks + presentationTicks(timeline, sample);

function decodedFromStart(
  { timeline, firstSample, count, startTicks, overTicks, held }: Placed,
  sample: number,
): number {
  const ticks = decodeTicks(timeline, sample) - decodeTicks(timeline, firstSample);
  const left = firstSample + count - sample;
  // What is decoded after it lasts no longer than before.
  const heldTicks = sample > held.sample ? held.ticks : 0;
  return Math.min(startTicks + ticks + heldTicks, overTicks - left);
}

function splicedSyncSamples(syncSamples: Uint32Array, placed: readonly Placed[]): Uint32Array {
  const ofParts = placed.map(({ firstSample, count, first }) => {
    const indexOf = (limit: number) => lowest(syncSamples.length, (index) => syncSamples[index]! >= limit);
    const own = syncSamples.subarray(indexOf(firstSample), indexOf(firstSample + count));
    return own.map((sample) => sample - firstSample + first);
  });
  const all = new Uint32Array(ofParts.reduce((sum, { length }) => sum + length, 0));
  let position = 0;
  for (const each of ofParts) {
    all.set(each, position);
    position += each.length;
  }
  return all;
}

function splicedDescriptions({ descriptionRuns }: SampleTable, placed: readonly Placed[]): DescriptionRun[] {
  const runs: DescriptionRun[] = [];
  for (const { firstSample, count, first } of placed) {
    const current = descriptionRuns.findLastIndex((run) => run.firstSample <= firstSample);
    for (const run of descriptionRuns.slice(current)) {
      if (run.firstSample >= firstSample + count) break;
      noteDescription(runs, Math.max(0, run.firstSample - firstSample) + first, run.descriptionIndex);
    }
  }
  return runs;
}
