import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openMovie } from '../../../src/core/mp4/open-movie';
import { film, filmBytes, recipes } from './films';
import { memorySource } from './memory-source';
import { fragmentsOf, remux } from './whole-track';

const tracksOf = async (bytes: Uint8Array) => (await openMovie(memorySource(bytes))).tracks;

describe('seeking', () => {
  test('begins with the last sync sample at or before the time', async () => {
    const [video, audio] = await tracksOf(filmBytes(recipes.faststart));
    for (const [seconds, start] of [
      [-1, 0],
      [0, 0],
      [0.999, 0],
      [1, 1],
      [1.5, 1],
      [3.0001, 3],
      [99, 5],
    ] as const) {
      expect(video!.seek(seconds).next(0.1)!.startSeconds).toBe(start);
    }
    const before = audio!.seek(2.5).next(0)!;
    expect(before.startSeconds).toBeLessThanOrEqual(2.5);
    expect(before.endSeconds).toBeGreaterThan(2.5);
  });

  test('a fragment start leads back to itself', async () => {
    for (const name of ['ntsc', 'intraOnly', 'opus', 'delayedSound'] as const) {
      for (const track of await tracksOf(filmBytes(recipes[name]))) {
        for (let seconds = 0; seconds < 6; seconds += 0.37) {
          const { startSeconds } = track.seek(seconds).next(0)!;
          expect(track.seek(startSeconds).next(0)!.startSeconds).toBe(startSeconds);
        }
      }
    }
  });

  test('fragments are as long as asked, one sample at least, none twice', async () => {
    const [video] = await tracksOf(filmBytes(recipes.noBFrames));
    const single = fragmentsOf(video!, 0);
    expect(single).toHaveLength(150);
    const halves = fragmentsOf(video!, 0.5);
    expect(
      halves
        .map(({ startSeconds, endSeconds }) => endSeconds - startSeconds)
        .every((length) => length <= 0.5),
    ).toBe(true);
    for (const [index, { endSeconds }] of halves.slice(0, -1).entries()) {
      expect(halves[index + 1]!.startSeconds).toBe(endSeconds);
    }
    expect(fragmentsOf(video!, Number.POSITIVE_INFINITY)).toHaveLength(1);
    expect(video!.seek(0).next(1)).not.toBeNull();
  });
});

describe('a film cut between sync samples', () => {
  test('hides what comes before the cut in the first ticks', async () => {
    const cut = film(`-ss 1.52 -i ${film(recipes.faststart)} -c copy`);
    const bytes = new Uint8Array(readFileSync(cut));
    const [video] = await tracksOf(bytes);
    const folder = mkdtempSync(join(tmpdir(), 'funnel-cut-'));
    const path = join(folder, 'video.mp4');
    const fragments = fragmentsOf(video!, 0.04);
    expect(fragments[0]!.startSeconds).toBe(0);
    writeFileSync(path, remux(bytes, video!, fragments));
    const list = '-v error -show_entries packet=pts -of csv=p=0';
    const packets = execFileSync('ffprobe', [...list.split(' '), path], { encoding: 'utf8' });
    rmSync(folder, { recursive: true });
    // 13 pictures lie before the cut; the first after it is seen at 13 ticks instead of 0, the next on its beat.
    const ticks = packets
      .trim()
      .split('\n')
      .map((pts) => Number.parseInt(pts, 10))
      .sort((a, b) => a - b);
    // ffprobe moves them all so that no decoding time is negative.
    const starts = ticks.map((tick) => tick - ticks[0]!);
    expect(starts.slice(0, 15)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 512]);
    expect(starts.at(-1)).toBe(Math.round(4.44 * 12800));
  });
});

test('PCM is taken together', async () => {
  const path = film('-f lavfi -i sine=r=48000:d=3 -c:a pcm_s16le', 'mov');
  const bytes = new Uint8Array(readFileSync(path));
  const [audio] = await tracksOf(bytes);
  expect(audio!.mimeType).toBe('audio/mp4; codecs="sowt"');
  const samples = fragmentsOf(audio!, 0);
  expect(samples.length).toBeLessThan(300);
  expect(samples.at(-1)!.endSeconds).toBe(3);
  const sound = samples.flatMap(({ ranges }) =>
    ranges.map(({ start, endExclusive }) => bytes.subarray(start, endExclusive)),
  );
  const decoded = execFileSync('ffmpeg', ['-v', 'error', '-i', path, '-f', 's16le', '-']);
  expect(Buffer.compare(Buffer.concat(sound), decoded)).toBe(0);
});
