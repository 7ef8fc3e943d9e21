import { FunnelError } from '../../errors';
import { type Box, childrenOf, getUint64, need, needBytes, versionedNumber } from '../box';
import type { SampleTable } from '../sample-table';
import { joinTables } from './join-tables';
import { readTrackRun, type SampleDefaults, type TrackRun } from './track-run';

/** Decode time by track at some place in the file: what a fragment without a tfdt begins at. */
export type DecodeTicks = ReadonlyMap<number, number>;

/** Where reading goes on, and what tracks without a tfdt have come to there. */
export interface Place {
  readonly position: number;
  readonly decodeTicks: DecodeTicks;
  /** Whether they are composition times, which is what an index of the file tells. */
  readonly areComposed?: boolean;
}

/** What one moof says of its tracks. */
export interface MoofContent {
  /** By track; decoding times are those of the file, before any edit. */
  readonly tables: ReadonlyMap<number, SampleTable>;
  /** Where each track has come to after it. */
  readonly decodeEndTicks: DecodeTicks;
  readonly hasDecodeTimes: boolean;
}

const baseDataOffsetPresent = 0x000001;
const sampleDescriptionIndexPresent = 0x000002;
const defaultSampleDurationPresent = 0x000008;
const defaultSampleSizePresent = 0x000010;
const defaultSampleFlagsPresent = 0x000020;
const defaultBaseIsMoof = 0x020000;

const noDefaults: SampleDefaults = { descriptionIndex: 1, durationTicks: 0, byteCount: 0, flags: 0 };

/** The defaults of each track, from the trex boxes of an mvex: ISO/IEC 14496-12 section 8.8.3. */
export function readTrackDefaults(view: DataView, mvex: readonly Box[]): Map<number, SampleDefaults> {
  const defaults = new Map<number, SampleDefaults>();
  for (const trex of mvex.filter(({ type }) => type === 'trex')) {
    needBytes(trex, 24);
    const field = (index: number) => view.getUint32(trex.contentStart + 4 * index);
    defaults.set(field(1), {
      descriptionIndex: field(2),
      durationTicks: field(3),
      byteCount: field(4),
      flags: field(5),
    });
  }
  return defaults;
}

/** Where a traf's data lies, and how it describes its samples: tfhd, section 8.8.7. */
interface TrackFragmentHeader extends SampleDefaults {
  readonly trackId: number;
  /** Null where it is told by where other data lies. */
  readonly baseDataOffset: number | null;
}

function readHeader(
  view: DataView,
  tfhd: Box,
  moofOffset: number,
  trex: ReadonlyMap<number, SampleDefaults>,
): TrackFragmentHeader {
  needBytes(tfhd, 8);
  const flags = view.getUint32(tfhd.contentStart) & 0xffffff;
  const trackId = view.getUint32(tfhd.contentStart + 4);
  let position = tfhd.contentStart + 8;
  const field = (flag: number, byteCount: 4 | 8): number | null => {
    if ((flags & flag) === 0) return null;
    needBytes(tfhd, position + byteCount - tfhd.contentStart);
    position += byteCount;
    return byteCount === 8 ? getUint64(view, position - 8) : view.getUint32(position - 4);
  };
  const base = field(baseDataOffsetPresent, 8);
  const defaults = trex.get(trackId) ?? noDefaults;
  return {
    trackId,
    baseDataOffset: base ?? ((flags & defaultBaseIsMoof) === 0 ? null : moofOffset),
    descriptionIndex: field(sampleDescriptionIndexPresent, 4) ?? defaults.descriptionIndex,
    durationTicks: field(defaultSampleDurationPresent, 4) ?? defaults.durationTicks,
    byteCount: field(defaultSampleSizePresent, 4) ?? defaults.byteCount,
    flags: field(defaultSampleFlagsPresent, 4) ?? defaults.flags,
  };
}

/**
 * Reads a moof: section 8.8.4.
 * @param moof in `view`
 * @param place where it begins in the file, and what tracks begin at whose tfdt is missing
 * @throws FunnelError `media/corrupt`, `media/limit`.
 */
export function readMoof(
  view: DataView,
  moof: Box,
  trex: ReadonlyMap<number, SampleDefaults>,
  place: Place,
): MoofContent {
  const tables = new Map<number, SampleTable>();
  const decodeEndTicks = new Map(place.decodeTicks);
  let hasDecodeTimes = true;
  // Section 8.8.7.1: the first track fragment counts from the moof, each other from where the data of the one before ends.
  let implicitBase = place.position;
  for (const traf of childrenOf(view, moof).filter(({ type }) => type === 'traf')) {
    const children = childrenOf(view, traf);
    const header = readHeader(view, need(children, 'tfhd'), place.position, trex);
    const tfdt = children.find(({ type }) => type === 'tfdt');
    if (tfdt === undefined) hasDecodeTimes = false;
    const runs = children
      .filter(({ type }) => type === 'trun')
      .map((trun) => readTrackRun(view, trun, header));
    const untold = decodeEndTicks.get(header.trackId) ?? 0;
    const isComposed = place.areComposed && !tables.has(header.trackId);
    const delay = isComposed ? (runs.find(hasSamples)?.sample(0).compositionOffset ?? 0) : 0;
    // Section 8.8.12.
    const start = tfdt ? versionedNumber(view, tfdt) : Math.max(0, untold - delay);
    const { table, dataEnd } = tableOf(header, runs, start, header.baseDataOffset ?? implicitBase);
    implicitBase = dataEnd;
    if (table.count === 0) continue;
    const before = tables.get(header.trackId);
    tables.set(header.trackId, before ? joinTables(before, 0, table) : table);
    decodeEndTicks.set(header.trackId, table.decodeTicks.at(table.count)!);
  }
  return { tables, decodeEndTicks, hasDecodeTimes };
}

const hasSamples = ({ sampleCount }: TrackRun) => sampleCount > 0;

function tableOf(
  header: TrackFragmentHeader,
  runs: readonly TrackRun[],
  startTicks: number,
  base: number,
): { table: SampleTable; dataEnd: number } {
  const count = runs.reduce((sum, { sampleCount }) => sum + sampleCount, 0);
  const offsets = new Float64Array(count);
  const byteCounts = new Uint32Array(count);
  const decodeTicks = new Float64Array(count + 1);
  const compositionOffsets = new Int32Array(count);
  const sync: number[] = [];
  let index = 0;
  let ticks = startTicks;
  let offset = base;
  for (const run of runs) {
    if (run.dataOffset !== null) offset = base + run.dataOffset;
    if (offset < 0) throw new FunnelError('media/corrupt', `data ${-offset} bytes before the file`);
    for (let each = 0; each < run.sampleCount; each++, index++) {
      const sample = run.sample(each);
      offsets[index] = offset;
      byteCounts[index] = sample.byteCount;
      decodeTicks[index] = ticks;
      compositionOffsets[index] = sample.compositionOffset;
      if (sample.isSync) sync.push(index);
      offset += sample.byteCount;
      ticks += sample.durationTicks;
    }
  }
  decodeTicks[count] = ticks;
  if (!Number.isSafeInteger(ticks) || !Number.isSafeInteger(offset)) {
    throw new FunnelError('media/corrupt', 'times or offsets past 2^53');
  }
  const table: SampleTable = {
    count,
    offsets,
    byteCounts,
    decodeTicks,
    compositionOffsets: compositionOffsets.some((each) => each !== 0) ? compositionOffsets : null,
    syncSamples: sync.length === count ? null : Uint32Array.from(sync),
    descriptionRuns: [{ firstSample: 0, descriptionIndex: header.descriptionIndex }],
  };
  return { table, dataEnd: offset };
}
