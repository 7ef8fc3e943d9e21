import { readFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openMovie } from '../../src/core/mp4/open-movie';
import { memorySource } from '../core/mp4/memory-source';
import { changed, firstBox } from '../core/mp4/moov-bytes';
import { fragmentsOf } from '../core/mp4/whole-track';
import { type Origin, startOrigin } from '../server/origin';
import { films, fps } from './films';
import { launchViewer, type Viewer } from './viewer';
import { frameAfterSeek, playedTo, shownError } from './watching';

declare global {
  /** How often a decoder has failed. */
  var decoderFailures: number;
}

/**
 * A film of which nobody can decode the pictures from a key frame on: each lies where it did and calls itself what it was,
 * and all else of it is ones.
 */
async function withBadPictures(film: Uint8Array, fromSeconds: number, untilSeconds: number) {
  const { tracks } = await openMovie(memorySource(film));
  const pictures = tracks.find(({ kind }) => kind === 'video')!;
  const bad = fragmentsOf(pictures, 0.9, fromSeconds).filter(
    ({ startSeconds }) => startSeconds < untilSeconds,
  );
  return changed(film, (view, copy) => {
    for (const { start, endExclusive } of bad.flatMap(({ ranges }) => ranges)) {
      // Units of a length and a type.
      for (let at = start; at < endExclusive; ) {
        const end = at + 4 + view.getUint32(at);
        copy.fill(0xff, at + 5, end);
        at = end;
      }
    }
  });
}

describe.each(['chromium', 'firefox'] as const)('in %s', (browser) => {
  let viewer: Viewer;
  let origin: Origin;

  beforeAll(async () => {
    [viewer, origin] = await Promise.all([launchViewer(browser), startOrigin()]);
    const whole = new Uint8Array(await readFile(await films.moovFirst()));
    origin.serve('/cut.mp4', { bytes: whole.subarray(0, whole.length * 0.4) }, { rttMs: 5 });
    const { contentStart } = firstBox(whole, 'stsz');
    const lying = changed(whole, (view) => view.setUint32(contentStart + 8, 50_000_000));
    origin.serve('/lying.mp4', { bytes: lying }, { rttMs: 5 });
    origin.serve('/bad-pictures.mp4', { bytes: await withBadPictures(whole, 4, 5) }, { rttMs: 5 });
  });
  afterAll(() => Promise.all([viewer?.close(), origin?.close()]));
  afterEach(async () => {
    await viewer.closeTabs();
  });

  test('a film cut short is as long as what there is of it, plays to its last picture, and says so', async () => {
    const page = await viewer.play(origin.url('/cut.mp4'));
    await playedTo(page, 0.1);
    const duration = await page.evaluate(() => document.querySelector('video')!.duration);
    expect(duration).toBeGreaterThan(0.35 * 60);
    expect(duration).toBeLessThan(0.45 * 60);
    const frame = 20 * fps + 7;
    expect(await frameAfterSeek(page, (frame + 0.5) / fps)).toBe(frame);
    await page.evaluate(() => document.querySelector('video')!.play());
    await page.waitForFunction(() => document.querySelector('video')!.ended);
    expect((await shownError(page)).code).toBe('media/truncated');
  });

  test('pictures in the middle that no decoder makes anything of are left out, and the film goes on beyond them', async () => {
    const page = await viewer.play(origin.url('/bad-pictures.mp4'));
    await playedTo(page, 0.1);
    await page.evaluate(() => {
      globalThis.decoderFailures = 0;
      const video = document.querySelector('video')!;
      video.addEventListener('error', () => {
        if (video.error?.code === MediaError.MEDIA_ERR_DECODE) globalThis.decoderFailures += 1;
      });
    });
    await playedTo(page, 9);
    expect(await page.evaluate(() => globalThis.decoderFailures)).toBeGreaterThan(0);
    expect(await page.$('[data-error]:not([hidden])')).toBeNull();
  });

  test('an index that lies is told in words', async () => {
    const page = await viewer.play(origin.url('/lying.mp4'));
    // Chromium's own player makes something of it, and has it then.
    const code = browser === 'chromium' ? 'playback/native' : 'media/corrupt';
    expect((await shownError(page)).code).toBe(code);
  });
});
