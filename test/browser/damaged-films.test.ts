import { readFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { changed, firstBox } from '../core/mp4/moov-bytes';
import { type Origin, startOrigin } from '../server/origin';
import { films, fps } from './films';
import { launchViewer, type Viewer } from './viewer';
import { frameAfterSeek, playedTo, shownError } from './watching';

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

  test('an index that lies is told in words', async () => {
    const page = await viewer.play(origin.url('/lying.mp4'));
    // Chromium's own player makes something of it, and has it then.
    const code = browser === 'chromium' ? 'playback/native' : 'media/corrupt';
    expect((await shownError(page)).code).toBe(code);
  });
});
