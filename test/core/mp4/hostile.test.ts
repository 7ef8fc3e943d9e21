import { beforeAll, describe, expect, test, vi } from 'vitest';
import { FunnelError } from '../../../src/core/errors';
import { openMovie } from '../../../src/core/mp4/open-movie';
import { type FilmName, filmBytes, recipes } from './films';
import { memorySource } from './memory-source';
import { allBoxes, changed, firstBox } from './moov-bytes';
import { fragmentsOf } from './whole-track';

/** mp4box tells the console of every oddity. */
beforeAll(() => {
  vi.spyOn(console, 'error').mockImplementation(() => {});
});

/** mulberry32: the same cases every time. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const interesting = [0, 1, 2, 7, 8, 16, 0xff, 0xffff, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff];

/** A file damaged in one to four places of its moov: bytes, whole fields, sizes, types, counts, its end. */
function damaged(bytes: Uint8Array, random: () => number): Uint8Array {
  const boxes = allBoxes(bytes).filter(({ type }) => !['ftyp', 'mdat', 'free'].includes(type));
  const below = (limit: number) => Math.floor(random() * limit);
  const pick = <T>(list: readonly T[]): T => list[below(list.length)]!;
  return changed(bytes, (view, copy) => {
    for (let count = 1 + below(4); count > 0; count--) {
      const box = pick(boxes);
      const position = Math.min(box.start + 4 * below(10), bytes.byteLength - 8);
      const kind = below(6);
      if (kind === 0) copy[box.start + below(box.endExclusive - box.start)] = below(256);
      else if (kind === 1) view.setUint32(position, pick(interesting));
      else if (kind === 2) view.setUint32(box.start, pick(interesting));
      else if (kind === 3) view.setUint32(position, view.getUint32(position) + below(5) - 2);
      else if (kind === 4) copy.copyWithin(position, pick(boxes).start, pick(boxes).start + below(64));
      else view.setUint32(position, below(2 ** 32));
    }
  });
}

/** Opens and reads all; whatever is refused must be a FunnelError. */
async function play(bytes: Uint8Array, length = bytes.byteLength): Promise<void> {
  const { tracks, durationSeconds } = await openMovie(memorySource(bytes, length));
  expect(durationSeconds).toBeGreaterThanOrEqual(0);
  expect(tracks.length).toBeGreaterThan(0);
  for (const track of tracks) {
    for (const fragment of fragmentsOf(track, durationSeconds / 7)) {
      let end = -1;
      for (const range of fragment.ranges) {
        expect(range.start).toBeGreaterThan(end);
        expect(range.endExclusive).toBeGreaterThan(range.start);
        expect(range.endExclusive).toBeLessThanOrEqual(bytes.byteLength);
        end = range.endExclusive;
      }
      fragment.write((range) => bytes.subarray(range.start, range.endExclusive));
    }
  }
}

async function survives(bytes: Uint8Array): Promise<'played' | 'refused'> {
  const started = performance.now();
  try {
    await play(bytes);
    return 'played';
  } catch (thrown) {
    if (!(thrown instanceof FunnelError) || thrown.code === 'internal/bug') throw thrown;
    return 'refused';
  } finally {
    expect(performance.now() - started).toBeLessThan(1000);
  }
}

describe('damaged files are played or refused by a typed error, quickly', () => {
  const films: FilmName[] = ['faststart', 'opus', 'twoSounds', 'delayedSound', 'videoOnly'];
  test.each(films)('%s, 600 ways', { timeout: 120_000 }, async (name) => {
    const bytes = filmBytes(recipes[name]);
    const random = randomNumbers(films.indexOf(name) + 1);
    const outcomes = { played: 0, refused: 0 };
    for (let count = 0; count < 600; count++) outcomes[await survives(damaged(bytes, random))]++;
    // Damage that always or never shows would test little.
    expect(Math.min(outcomes.played, outcomes.refused)).toBeGreaterThan(60);
  });

  test('cut off anywhere', { timeout: 60_000 }, async () => {
    const bytes = filmBytes(recipes.faststart);
    for (let end = 0; end < bytes.byteLength; end += 397) await survives(bytes.subarray(0, end));
  });
});

describe('lies about counts', () => {
  const bytes = filmBytes(recipes.faststart);

  test.each([
    ['stsz', 8],
    ['stts', 4],
    ['ctts', 4],
    ['stsc', 4],
    ['stco', 4],
    ['stss', 4],
    ['elst', 4],
  ])('%s', async (type, offset) => {
    const box = firstBox(bytes, type);
    const file = changed(bytes, (view) => view.setUint32(box.contentStart + offset, 50_000_000));
    await expect(openMovie(memorySource(file))).rejects.toMatchObject({ code: 'media/corrupt' });
  });

  test('samples of one size need no table, but chunks', async () => {
    const { contentStart } = firstBox(bytes, 'stsz');
    const open = (count: number) =>
      openMovie(
        memorySource(
          changed(bytes, (view) => {
            view.setUint32(contentStart + 4, 1);
            view.setUint32(contentStart + 8, count);
          }),
        ),
      );
    await expect(open(1_000_000)).rejects.toMatchObject({ code: 'media/corrupt' });
    await expect(open(2 ** 32 - 1)).rejects.toMatchObject({ code: 'media/limit' });
  });
});

test('a file cut short plays up to the cut, then says so', async () => {
  const bytes = filmBytes(recipes.faststart);
  const cut = bytes.subarray(0, bytes.byteLength >> 1);
  const { tracks } = await openMovie(memorySource(cut));
  for (const track of tracks) {
    const cursor = track.seek(0);
    let endSeconds = 0;
    const walk = () => {
      for (let fragment = cursor.next(0.5); fragment; fragment = cursor.next(0.5)) {
        endSeconds = fragment.endSeconds;
        expect(fragment.ranges.at(-1)!.endExclusive).toBeLessThanOrEqual(cut.byteLength);
      }
    };
    expect(walk).toThrow(expect.objectContaining({ code: 'media/corrupt' }));
    expect(endSeconds).toBeGreaterThan(1.5);
  }
});
