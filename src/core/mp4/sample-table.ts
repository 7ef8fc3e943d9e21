import { FunnelError } from '../errors';
import { type Box, need } from './box';
import { ChunkMap, type DescriptionRun } from './chunk-map';
import { readChunkOffsets, SampleOffsets } from './sample-offsets';
import { SampleSizes } from './sample-sizes';
import { readCompositionOffsets, readDecodeTicks } from './sample-times';
import { readSyncSamples } from './sync-samples';
import { tableEntries } from './table-box';

/** One number for each sample. A typed array is one, too. */
export interface Column {
  at(sample: number): number | undefined;
}

/** A column with other numbers for some samples; `values` may still grow. */
export const withValues = (column: Column, values: ReadonlyMap<number, number>): Column => ({
  at: (sample) => values.get(sample) ?? column.at(sample),
});

/**
 * Every sample of a track in decoding order. Samples are numbered from 0 here (the boxes count from 1), times are in
 * ticks of the media timescale, before any edit.
 */
export interface SampleTable {
  readonly count: number;
  /** First byte of each sample in the resource. */
  readonly offsets: Column;
  readonly byteCounts: Column;
  /** Decoding time of each sample, and at `count` the decoding end of the last. */
  readonly decodeTicks: Column;
  /** Composition minus decoding time; null where they are the same throughout. */
  readonly compositionOffsets: Column | null;
  /** Whether samples are presented in another order than they are decoded in, and not all for as long. */
  readonly isUneven?: boolean;
  /** Numbers of the sync samples, ascending, at least one; null where every sample is one. */
  readonly syncSamples: Uint32Array | null;
  /** Whether the file ends before the samples do. */
  readonly isCutShort?: boolean;
  /** Which sample entry describes which samples; the first run starts at sample 0. */
  readonly descriptionRuns: readonly DescriptionRun[];
}

/**
 * The sample tables among the children of an stbl: ISO/IEC 14496-12 sections 8.6.1, 8.7. They are read where they
 * lie, when somebody asks: an hour of film opens as quickly as ten, and takes no more memory than the tables.
 * @param maxSamples the most samples anyone will walk through.
 * @param instantBytes of uncompressed sound
 * @throws FunnelError `media/corrupt` where there are no samples, or counts and boxes disagree, `media/limit` above `maxSamples`.
 */
export function readSampleTable(
  view: DataView,
  stbl: readonly Box[],
  timescale: number,
  maxSamples: number,
  instantBytes?: number,
): SampleTable {
  const sizes = new SampleSizes(view, stbl, instantBytes);
  if (sizes.count === 0) throw new FunnelError('media/corrupt', 'no samples');
  const chunkOffsets = readChunkOffsets(view, stbl);
  const samplesInOne = areInstants(view, stbl, timescale, sizes) ? maxSamplesInOne : 1;
  const chunks = new ChunkMap(view, need(stbl, 'stsc'), chunkOffsets.count, sizes.count, samplesInOne);
  const { count, descriptionRuns } = chunks;
  if (count > maxSamples) throw new FunnelError('media/limit', `${count} samples`);
  const offsets = new SampleOffsets(chunks, chunkOffsets, sizes);
  const decodeTicks = readDecodeTicks(view, stbl, sizes.count);
  if (samplesInOne === 1) {
    const compositionOffsets = readCompositionOffsets(view, stbl, count);
    return {
      count,
      offsets,
      byteCounts: sizes,
      decodeTicks,
      compositionOffsets,
      isUneven: compositionOffsets !== null && !decodeTicks.isEven,
      syncSamples: readSyncSamples(view, stbl, count),
      descriptionRuns,
    };
  }
  const bytesOf = ({ first, end }: { first: number; end: number }) => sizes.sum(first, end);
  return {
    count,
    offsets,
    byteCounts: { at: (sample) => bytesOf(chunks.find(sample)) },
    decodeTicks: { at: (sample) => decodeTicks.at(sample < count ? chunks.find(sample).first : sizes.count) },
    compositionOffsets: null,
    syncSamples: null,
    descriptionRuns,
  };
}

/** About a tenth of a second of PCM. */
const maxSamplesInOne = 4096;
/** 64 channels of 64 bits are 512. */
const maxInstantBytes = 1024;

/**
 * Whether samples are single instants of uncompressed sound, tens of thousands a second, all of one size: no codec's
 * frames are shorter than a millisecond. What lies together in a chunk is then taken as one sample.
 */
function areInstants(
  view: DataView,
  stbl: readonly Box[],
  timescale: number,
  { constantBytes }: SampleSizes,
): boolean {
  const stts = tableEntries(view, need(stbl, 'stts'), 8);
  if (constantBytes === 0 || constantBytes > maxInstantBytes || stts.count !== 1) return false;
  const delta = view.getUint32(stts.start + 4);
  return delta > 0 && 1000 * delta < timescale;
}
