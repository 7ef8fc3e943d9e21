import { FunnelError } from '../errors';
import { type Box, find, getUint64, need } from './box';
import { type TableEntries, tableEntries } from './table-box';

/** From `firstSample` to the next run's, samples are described by entry `descriptionIndex` (from 1) of the stsd. */
export interface DescriptionRun {
  readonly firstSample: number;
  readonly descriptionIndex: number;
}

export interface ChunkMap {
  /** First byte of each sample in the resource. */
  readonly offsets: Float64Array;
  readonly descriptionRuns: readonly DescriptionRun[];
}

/** A run of chunks alike, from stsc: ISO/IEC 14496-12 section 8.7.4. Chunks are numbered from 0. */
export interface ChunkRun {
  readonly firstChunk: number;
  readonly endChunk: number;
  readonly samplesPerChunk: number;
  readonly descriptionIndex: number;
}

/** Chunk offsets from stco or co64, section 8.7.5. */
export interface ChunkOffsets {
  readonly count: number;
  at(chunk: number): number;
}

/** @throws FunnelError `media/corrupt` where there is no table, or a shorter one than it announces. */
export function readChunkOffsets(view: DataView, stbl: readonly Box[]): ChunkOffsets {
  const co64 = find(stbl, 'co64');
  if (co64 !== undefined) {
    const { count, start } = tableEntries(view, co64, 8);
    return { count, at: (chunk) => getUint64(view, start + 8 * chunk) };
  }
  const { count, start } = tableEntries(view, need(stbl, 'stco'), 4);
  return { count, at: (chunk) => view.getUint32(start + 4 * chunk) };
}

/** The runs of stsc in turn; they cover the chunks from 0 on. @throws FunnelError `media/corrupt` out of order. */
export function* chunkRuns(view: DataView, stsc: Box, chunkCount: number): Generator<ChunkRun> {
  const entries: TableEntries = tableEntries(view, stsc, 12);
  const firstChunkOf = (entry: number) => view.getUint32(entries.start + 12 * entry) - 1;
  for (let entry = 0; entry < entries.count; entry++) {
    const position = entries.start + 12 * entry;
    const firstChunk = firstChunkOf(entry);
    const next = entry + 1 < entries.count ? firstChunkOf(entry + 1) : chunkCount;
    if (firstChunk >= chunkCount) return;
    if ((entry === 0 && firstChunk !== 0) || next <= firstChunk) {
      throw new FunnelError('media/corrupt', `stsc entry ${entry} out of order`);
    }
    yield {
      firstChunk,
      endChunk: Math.min(next, chunkCount),
      samplesPerChunk: view.getUint32(position + 4),
      descriptionIndex: view.getUint32(position + 8),
    };
  }
}

/** Nobody changes the sample entry more often. */
const maxDescriptionRuns = 10_000;

/** Adds a run where the sample entry changes. @throws FunnelError `media/limit`. */
export function noteDescription(runs: DescriptionRun[], firstSample: number, descriptionIndex: number): void {
  if (runs.at(-1)?.descriptionIndex === descriptionIndex) return;
  if (runs.length === maxDescriptionRuns) throw new FunnelError('media/limit', 'sample entries alternate');
  runs.push({ firstSample, descriptionIndex });
}

/**
 * Where each sample lies.
 * @param sizes of the samples in bytes.
 * @throws FunnelError `media/corrupt` where the chunks hold fewer samples than there are.
 */
export function readChunkMap(view: DataView, stbl: readonly Box[], sizes: Uint32Array): ChunkMap {
  const chunks = readChunkOffsets(view, stbl);
  const stsc = need(stbl, 'stsc');
  const offsets = new Float64Array(sizes.length);
  const descriptionRuns: DescriptionRun[] = [];
  let sample = 0;
  for (const run of chunkRuns(view, stsc, chunks.count)) {
    noteDescription(descriptionRuns, sample, run.descriptionIndex);
    for (let chunk = run.firstChunk; chunk < run.endChunk && sample < sizes.length; chunk++) {
      let offset = chunks.at(chunk);
      const endSample = Math.min(sample + run.samplesPerChunk, sizes.length);
      for (; sample < endSample; sample++) {
        offsets[sample] = offset;
        offset += sizes[sample]!;
      }
    }
    if (sample === sizes.length) break;
  }
  if (sample < sizes.length) {
    throw new FunnelError('media/corrupt', `chunks hold ${sample} of ${sizes.length} samples`);
  }
  return { offsets, descriptionRuns };
}
