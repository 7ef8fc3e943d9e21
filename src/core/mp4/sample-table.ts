import type { Box } from './box';
import { type DescriptionRun, readChunkMap } from './chunk-map';
import { readSampleSizes } from './sample-sizes';
import { readCompositionOffsets, readDecodeTicks } from './sample-times';
import { readSyncSamples } from './sync-samples';

/**
 * Every sample of a track in decoding order, at most 24 bytes each. Samples are numbered from 0 here
 * (the boxes count from 1), times are in ticks of the media timescale, before any edit.
 */
export interface SampleTable {
  readonly count: number;
  /** First byte of each sample in the resource. */
  readonly offsets: Float64Array;
  readonly byteCounts: Uint32Array;
  /** Decoding time of each sample, and after them the decoding end of the last: `count + 1` entries. */
  readonly decodeTicks: Float64Array;
  /** Composition minus decoding time; null where they are the same throughout. */
  readonly compositionOffsets: Int32Array | null;
  /** Numbers of the sync samples, ascending, at least one; null where every sample is one. */
  readonly syncSamples: Uint32Array | null;
  /** Which sample entry describes which samples; the first run starts at sample 0. */
  readonly descriptionRuns: readonly DescriptionRun[];
}

/**
 * Reads the sample tables among the children of an stbl: ISO/IEC 14496-12 sections 8.6.1, 8.7.
 * @param maxSamples the most samples there is memory for.
 * @throws FunnelError `media/corrupt` where there are no samples, or counts and boxes disagree, `media/limit` above `maxSamples`.
 */
export function readSampleTable(view: DataView, stbl: readonly Box[], maxSamples: number): SampleTable {
  const sizes = readSampleSizes(view, stbl, maxSamples);
  const { offsets, descriptionRuns } = readChunkMap(view, stbl, sizes);
  return {
    count: sizes.length,
    offsets,
    byteCounts: sizes,
    decodeTicks: readDecodeTicks(view, stbl, sizes.length),
    compositionOffsets: readCompositionOffsets(view, stbl, sizes.length),
    syncSamples: readSyncSamples(view, stbl, sizes.length),
    descriptionRuns,
  };
}
