import { afterAll, expect, test } from 'vitest';
import { box, fullBox, uint32 } from '../../../src/core/mp4/box-writer';
import { openMovie } from '../../../src/core/mp4/open-movie';
import { readTree, writeTree } from '../../fuzz/box-tree';
import { installMeter } from '../../fuzz/meter';
import { longFilm, longFilmBytes, longFilmSamples } from './long-film';
import { memorySource } from './memory-source';

const { bytes, pictureOffsets, soundOffsets } = longFilm();
const meter = installMeter();
afterAll(() => meter.remove());

test('ten hours of film open without a number kept for each sample, and are sought exactly', {
  timeout: 60_000,
}, async () => {
  meter.reset({ steps: 4 * longFilmSamples, allocatedBytes: longFilmSamples });
  const { tracks, durationSeconds } = await openMovie(memorySource(bytes, longFilmBytes));
  const [video, audio] = tracks;
  expect(durationSeconds).toBeCloseTo(36_000, 0);
  // Chosen without order, so that no search begins where the last one ended.
  for (const share of [0.5, 0.99, 0.01, 0.75, 0.3, 0, 0.999]) {
    const picture = 50 * Math.floor(share * (pictureOffsets.length / 50));
    const shown = video!.seek((picture + 1) / 25).next(0)!;
    expect(shown.ranges[0]!.start).toBe(pictureOffsets[picture]);
    // Eight chunks hold fifteen frames, from the first of which on both keep step.
    const chunk = 8 * Math.floor(share * (soundOffsets.length / 8));
    const frame = (chunk / 8) * 15;
    const heard = audio!.seek((frame + 0.5) * (1024 / 48_000)).next(0)!;
    expect(heard.ranges[0]!.start).toBe(soundOffsets[chunk]);
    expect(heard.startSeconds).toBeCloseTo((frame * 1024) / 48_000, 6);
  }
});

test('edited in two parts, they keep no number for each sample either', { timeout: 60_000 }, async () => {
  meter.reset({ steps: Infinity, allocatedBytes: Infinity });
  const tree = readTree(bytes);
  const traks = tree.at(-1)!.children.filter(({ type }) => type === 'trak');
  // Between the parts a thousand seconds are left out.
  for (const [index, mediaTimescale] of [12_800, 48_000].entries()) {
    const entries = [17_000_000, 0, 0x10000, 18_000_000, 18_000 * mediaTimescale, 0x10000];
    const edts = box('edts', fullBox('elst', 0, 0, uint32(2, ...entries)));
    traks[index]!.children.splice(1, 0, readTree(edts)[0]!);
  }
  const edited = writeTree(tree);
  meter.reset({ steps: 4 * longFilmSamples, allocatedBytes: longFilmSamples });
  const movie = await openMovie(memorySource(edited, longFilmBytes));
  expect(movie.durationSeconds).toBeCloseTo(35_000, 0);
  // A picture is shown one later than it is decoded.
  expect(movie.tracks[0]!.seek(17_010.5).next(0)!.ranges[0]!.start).toBe(pictureOffsets[18_010 * 25]);
});
