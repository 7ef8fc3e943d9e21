import { FunnelError } from '../errors';
import type { Box } from './box';
import { RunIndex } from './run-index';
import { tableEntries } from './table-box';

/** From `firstSample` to the next run's, samples are described by entry `descriptionIndex` (from 1) of the stsd. */
export interface DescriptionRun {
  readonly firstSample: number;
  readonly descriptionIndex: number;
}

/** Nobody changes the sample entry more often. */
const maxDescriptionRuns = 10_000;

/** Where a sample lies: in a chunk, among the samples of the file, which are counted from 0 as chunks are. */
export interface ChunkPlace {
  readonly chunk: number;
  /** The chunk's first sample. */
  readonly chunkFirst: number;
  /** Samples `[first, end)` of the file, taken as one. */
  readonly first: number;
  readonly end: number;
}

/**
 * Which chunk holds which samples: stsc, ISO/IEC 14496-12 section 8.7.4, read in place. Up to `samplesInOne` samples
 * lying together in a chunk are taken as one.
 */
export class ChunkMap {
  /** How many samples there are, so many taken as one. */
  readonly count: number;
  readonly descriptionRuns: readonly DescriptionRun[];
  readonly #view: DataView;
  readonly #start: number;
  readonly #sampleCount: number;
  readonly #samplesInOne: number;
  readonly #runs: RunIndex;

  /**
   * @param sampleCount of the file
   * @throws FunnelError `media/corrupt` where the chunks hold fewer or the box is out of order or too short for its
   * table, `media/limit` where sample entries alternate.
   */
  constructor(view: DataView, stsc: Box, chunkCount: number, sampleCount: number, samplesInOne = 1) {
    const { count: entryCount, start } = tableEntries(view, stsc, 12);
    this.#view = view;
    this.#start = start;
    this.#sampleCount = sampleCount;
    this.#samplesInOne = samplesInOne;
    const chunksIn = (run: number) => this.#firstChunk(run + 1) - this.#firstChunk(run);
    const runs = new RunIndex(
      (run) => chunksIn(run) * this.#countOf(this.#samplesPerChunk(run)),
      (run) => chunksIn(run) * this.#samplesPerChunk(run),
    );
    const descriptionRuns: DescriptionRun[] = [];
    let described = -1;
    let firstChunk = 0;
    let left = sampleCount;
    // Between the first bytes and the first frame, before any of it is compiled: so it calls little.
    for (let entry = 0; entry < entryCount && left > 0 && firstChunk < chunkCount; entry++) {
      const position = start + 12 * entry;
      const isLast = entry + 1 === entryCount;
      const endChunk = isLast ? chunkCount : view.getUint32(position + 12) - 1;
      if (endChunk <= firstChunk || (entry === 0 && view.getUint32(position) !== 1)) {
        throw new FunnelError('media/corrupt', `stsc entry ${entry} out of order`);
      }
      const perChunk = view.getUint32(position + 4);
      const descriptionIndex = view.getUint32(position + 8);
      if (descriptionIndex !== described) {
        noteDescription(descriptionRuns, runs.itemCount, descriptionIndex);
        described = descriptionIndex;
      }
      const chunks = Math.min(endChunk, chunkCount) - firstChunk;
      const samples = chunks * perChunk;
      if (samples < left) runs.add(chunks * this.#countOf(perChunk), samples);
      else runs.add(Math.floor(left / perChunk) * this.#countOf(perChunk) + this.#countOf(left % perChunk));
      left -= samples;
      firstChunk = endChunk;
    }
    if (left > 0) {
      throw new FunnelError('media/corrupt', `chunks hold ${sampleCount - left} of ${sampleCount} samples`);
    }
    this.count = runs.itemCount;
    this.descriptionRuns = descriptionRuns;
    this.#runs = runs;
  }

  find(sample: number): ChunkPlace {
    this.#runs.find(sample);
    const { run, first: runFirst, amountBefore } = this.#runs;
    const perChunk = this.#samplesPerChunk(run);
    const countPerChunk = this.#countOf(perChunk);
    const chunkOfRun = Math.floor((sample - runFirst) / countPerChunk);
    const chunkFirst = amountBefore + chunkOfRun * perChunk;
    const first = chunkFirst + (sample - runFirst - chunkOfRun * countPerChunk) * this.#samplesInOne;
    return {
      chunk: this.#firstChunk(run) + chunkOfRun,
      chunkFirst,
      first,
      end: Math.min(first + this.#samplesInOne, chunkFirst + perChunk, this.#sampleCount),
    };
  }

  #countOf(samples: number): number {
    return Math.ceil(samples / this.#samplesInOne);
  }

  #firstChunk(entry: number): number {
    return this.#view.getUint32(this.#start + 12 * entry) - 1;
  }

  #samplesPerChunk(entry: number): number {
    return this.#view.getUint32(this.#start + 12 * entry + 4);
  }
}

/** Adds a run where the sample entry changes. @throws FunnelError `media/limit`. */
export function noteDescription(runs: DescriptionRun[], firstSample: number, descriptionIndex: number): void {
  if (runs.at(-1)?.descriptionIndex === descriptionIndex) return;
  if (runs.length === maxDescriptionRuns) throw new FunnelError('media/limit', 'sample entries alternate');
  runs.push({ firstSample, descriptionIndex });
}
