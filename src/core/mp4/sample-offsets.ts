import { type Box, find, getUint64, need } from './box';
import type { ChunkMap } from './chunk-map';
import type { SampleSizes } from './sample-sizes';
import type { Column } from './sample-table';
import { tableEntries } from './table-box';

/** Chunk offsets from stco or co64, ISO/IEC 14496-12 section 8.7.5, read in place. Chunks are numbered from 0. */
export interface ChunkOffsets {
  readonly count: number;
  /** @throws FunnelError `media/corrupt` for one past 2^53. */
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

/** First byte of each sample: its chunk's, and the sizes of the samples before it there. */
export class SampleOffsets implements Column {
  readonly #chunks: ChunkMap;
  readonly #chunkOffsets: ChunkOffsets;
  readonly #sizes: SampleSizes;
  // Found last: mostly the sample after it is next.
  #chunk = -1;
  #sample = 0;
  #offset = 0;

  constructor(chunks: ChunkMap, chunkOffsets: ChunkOffsets, sizes: SampleSizes) {
    this.#chunks = chunks;
    this.#chunkOffsets = chunkOffsets;
    this.#sizes = sizes;
  }

  at(sample: number): number {
    const { chunk, chunkFirst, first } = this.#chunks.find(sample);
    if (chunk !== this.#chunk || first < this.#sample) {
      this.#offset = this.#chunkOffsets.at(chunk);
      this.#sample = chunkFirst;
      this.#chunk = chunk;
    }
    this.#offset += this.#sizes.sum(this.#sample, first);
    this.#sample = first;
    return this.#offset;
  }
}
