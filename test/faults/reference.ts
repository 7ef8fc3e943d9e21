import { readFile } from 'node:fs/promises';
import { openMovie } from '../../src/core/mp4/open-movie';
import { memorySource } from '../core/mp4/memory-source';
import { fragmentsOf } from '../core/mp4/whole-track';
import { type FedSample, samplesOf } from './sample-hashes';

/** Counts samples that are not what the file has. */
export type CountWrong = (fed: readonly FedSample[]) => number;

/** What the decoder must be given of a film, from its bytes on disk. */
export async function referenceOf(filmPath: string): Promise<CountWrong> {
  const file = new Uint8Array(await readFile(filmPath));
  const { tracks } = await openMovie(memorySource(file));
  const right = new Map<string, number>();
  for (const track of tracks) {
    for (const fragment of fragmentsOf(track)) {
      const bytes = fragment.write(({ start, endExclusive }) => file.subarray(start, endExclusive));
      for (const [trackId, sample, hash] of samplesOf(bytes)) right.set(`${trackId} ${sample}`, hash);
    }
  }
  return (fed) => fed.filter(([trackId, sample, hash]) => right.get(`${trackId} ${sample}`) !== hash).length;
}
