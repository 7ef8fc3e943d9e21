/** Prints what opening a film of ten hours costs: `npm run index-cost`. */
import { openMovie } from '../../../src/core/mp4/open-movie';
import { longFilm, longFilmBytes, longFilmSamples } from './long-film';
import { memorySource } from './memory-source';

const heldBytes = () => {
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
};

const file = longFilm().bytes;
console.log(`${longFilmSamples} samples, index of ${(file.byteLength / 1e6).toFixed(1)} MB`);
const before = heldBytes() - file.byteLength;
for (let round = 1; round <= 5; round++) {
  const startedMs = performance.now();
  const movie = await openMovie(memorySource(file, longFilmBytes));
  const openedMs = performance.now();
  for (const track of movie.tracks) track.seek(0.77 * movie.durationSeconds).next(0.5);
  const soughtMs = performance.now();
  const bytesEach = (heldBytes() - before) / longFilmSamples;
  console.log(
    `${round === 1 ? 'cold' : 'warm'}: opened in ${(openedMs - startedMs).toFixed(1)} ms, ` +
      `first seek ${(soughtMs - openedMs).toFixed(1)} ms, ${bytesEach.toFixed(1)} bytes a sample`,
  );
}
