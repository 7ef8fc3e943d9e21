import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Origin, startOrigin } from '../server/origin';
import { capped, films, fps } from './films';
import { expectSteadyPlay } from './steady-play';
import { launchViewer, type Viewer } from './viewer';
import { bufferedAhead, countStalls, firstFrame, frameAfterSeek, playedTo } from './watching';

describe.each(['chromium', 'firefox'] as const)('in %s', (browser) => {
  let viewer: Viewer;
  let origin: Origin;

  beforeAll(async () => {
    [viewer, origin] = await Promise.all([launchViewer(browser), startOrigin()]);
    origin.serve('/first.mp4', await films.moovFirst(), capped);
    origin.serve('/last.mp4', await films.moovLast(), capped);
  });
  afterAll(() => Promise.all([viewer?.close(), origin?.close()]));
  afterEach(async () => {
    await viewer.closeTabs();
    origin.clearLog();
  });

  test('a film plays steadily over twelve capped connections, none of which could play it alone', async () => {
    await expectSteadyPlay(await viewer.play(origin.url('/first.mp4')), 8);
    expect(origin.peak('/first.mp4')).toBe(12);
    expect(origin.sentBytes('/first.mp4')).toBeLessThan(1.05 * origin.distinctBytes('/first.mp4'));
    const cookieless = origin.log.filter(({ status }) => status === 206);
    expect(cookieless.length).toBeGreaterThan(12);
  });

  test.each([
    ['first', '/first.mp4'],
    ['last', '/last.mp4'],
  ])('with the index %s, a seek to an unfetched place shows exactly its frame', async (_, path) => {
    const page = await viewer.play(origin.url(path));
    await playedTo(page, 0.1);
    // On a key frame, just before one, and in the middle of nowhere; ahead and back.
    for (const frame of [1000, 1199, 523, 1371]) {
      expect(await frameAfterSeek(page, (frame + 0.5) / fps)).toBe(frame);
    }
    await page.evaluate(() => document.querySelector('video')!.play());
    await playedTo(page, 57);
  });

  test('playing to the end ends, and it plays again from the start', async () => {
    origin.update('/last.mp4', { capBytesPerSecond: undefined });
    const page = await viewer.play(origin.url('/last.mp4'));
    await playedTo(page, 0.1);
    expect(await frameAfterSeek(page, 58)).toBe(58 * fps);
    await page.evaluate(() => document.querySelector('video')!.play());
    await page.waitForFunction(() => document.querySelector('video')!.ended);
    expect(await frameAfterSeek(page, 0.5 / fps)).toBe(0);
    origin.update('/last.mp4', capped);
  });

  test('the background is stopped while playing, and the film goes on', async () => {
    const page = await viewer.play(origin.url('/first.mp4'));
    await playedTo(page, 0.1);
    const stalls = await countStalls(page);
    for (let times = 0; times < 2; times++) {
      // What a busy machine takes to start a background.
      await bufferedAhead(page, 4);
      const asked = origin.log.length;
      await viewer.stopBackground();
      // Only one that is there can be stopped: the next turn waits until a new one asks for what is missing.
      await vi.waitUntil(() => origin.log.length > asked, { timeout: 20_000 });
    }
    await playedTo(page, 12);
    expect(await stalls()).toBe(0);
    expect(await frameAfterSeek(page, (1100 + 0.5) / fps)).toBe(1100);
  });

  test('a film on a named host over plain http plays', async () => {
    const page = await viewer.play(origin.url('/first.mp4', 'films.test'));
    expect(await firstFrame(page)).toBeGreaterThanOrEqual(0);
    await playedTo(page, 1);
  });
});
