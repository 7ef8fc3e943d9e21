import { afterAll, describe, expect, test } from 'vitest';
import { openMovie } from '../../../src/core/mp4/open-movie';
import { attempt } from '../../fuzz/attempt';
import { installMeter } from '../../fuzz/meter';
import { filmBytes, recipes } from './films';
import { memorySource } from './memory-source';
import { changed, firstBox } from './moov-bytes';

const meter = installMeter();
afterAll(() => meter.remove());

test('a film cut off anywhere is played or refused by a typed error', { timeout: 60_000 }, async () => {
  const bytes = filmBytes(recipes.faststart);
  for (let end = 0; end < bytes.byteLength; end += 397) {
    await attempt(bytes.subarray(0, end), openMovie, meter);
  }
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
    await expect(open(2 ** 32 - 1)).rejects.toMatchObject({ code: 'media/corrupt' });
  });
});

test('a file cut short is as long as it plays, and says why', async () => {
  const bytes = filmBytes(recipes.faststart);
  const cut = bytes.subarray(0, bytes.byteLength >> 1);
  const { tracks, durationSeconds } = await openMovie(memorySource(cut));
  expect(durationSeconds).toBeGreaterThan(1.5);
  expect(durationSeconds).toBeLessThan(5);
  for (const track of tracks) {
    const cursor = track.seek(0);
    let endSeconds = 0;
    const walk = () => {
      for (let fragment = cursor.next(0.5); fragment; fragment = cursor.next(0.5)) {
        endSeconds = Math.max(endSeconds, fragment.endSeconds);
        expect(fragment.ranges.at(-1)!.endExclusive).toBeLessThanOrEqual(cut.byteLength);
      }
    };
    expect(walk).toThrow(expect.objectContaining({ code: 'media/truncated' }));
    expect(endSeconds).toBe(track.endSeconds);
  }
});

describe('millions of samples that take no room in the file', () => {
  const bytes = filmBytes(recipes.audioOnly);
  const offsetOf = (type: string) => firstBox(bytes, type).contentStart;
  const millions = (change: (view: DataView) => void) =>
    changed(bytes, (view) => {
      view.setUint32(offsetOf('stsz') + 4, 1);
      view.setUint32(offsetOf('stsz') + 8, 5_000_000);
      view.setUint32(offsetOf('stsc') + 12, 5_000_000);
      change(view);
    });

  test('all at one time', async () => {
    const file = millions((view) => {
      view.setUint32(offsetOf('stts') + 8, 5_000_000);
      view.setUint32(offsetOf('stts') + 12, 0);
    });
    expect(await attempt(file, openMovie, meter)).toBe('media/truncated');
  });

  test.each([
    ['long before the film', 0, 50_000_000],
    ['long after it', 1, 0],
  ])('%s', async (_, duration, mediaTime) => {
    const file = millions((view) => {
      view.setUint32(offsetOf('elst') + 8, duration);
      view.setUint32(offsetOf('elst') + 12, mediaTime);
    });
    meter.reset({ steps: 100_000, allocatedBytes: 100_000 });
    await openMovie(memorySource(file));
  });
});

test.each([0, 2, 0xffffffff])('samples described by entry %i of one', async (index) => {
  const bytes = filmBytes(recipes.audioOnly);
  const { contentStart } = firstBox(bytes, 'stsc');
  const file = changed(bytes, (view) => view.setUint32(contentStart + 16, index));
  await expect(openMovie(memorySource(file))).rejects.toMatchObject({ code: 'media/corrupt' });
});
