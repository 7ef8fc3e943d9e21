import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Origin, startOrigin } from '../server/origin';
import { films, fps } from './films';
import { launchViewer, type Viewer } from './viewer';
import { bufferedAhead, frameAfterSeek, playedTo, playhead, shownFrame } from './watching';

describe.each(['chromium', 'firefox'] as const)('in %s', (browser) => {
  let viewer: Viewer;
  let origin: Origin;

  beforeAll(async () => {
    [viewer, origin] = await Promise.all([launchViewer(browser), startOrigin()]);
    for (const [name, make] of Object.entries(films))
      origin.serve(`/${name}.mp4`, await make(), { rttMs: 5 });
  });
  afterAll(() => Promise.all([viewer?.close(), origin?.close()]));
  afterEach(async () => {
    await viewer.closeTabs();
    origin.clearLog();
  });

  test('the timeline dragged to its very end is the end, and home is the beginning', async () => {
    const page = await viewer.play(origin.url('/moovFirst.mp4'));
    await playedTo(page, 0.1);
    await page.evaluate(() => {
      const video = document.querySelector('video')!;
      video.currentTime = video.duration;
    });
    await page.waitForFunction(() => document.querySelector('video')!.ended);
    expect(await frameAfterSeek(page, 0.5 / fps)).toBe(0);
  });

  test('a step back to film whose picture was dropped and whose sound was not shows its frame', async () => {
    const page = await viewer.play(origin.url('/longGops.mp4'));
    await playedTo(page, 0.1);
    await frameAfterSeek(page, 43);
    await bufferedAhead(page, 5);
    await page.evaluate(() => document.querySelector('video')!.play());
    // Time enough for what lies far behind to be removed, in slices.
    await playedTo(page, 45);
    for (const frame of [25 * fps, 30 * fps + 3, 21 * fps + 1, 8 * fps]) {
      expect(await frameAfterSeek(page, (frame + 0.5) / fps)).toBe(frame);
    }
  });

  test('a film of open groups of pictures shows the frame of every seek, far and near, and comes to its end', async () => {
    const page = await viewer.play(origin.url('/openGroups.mp4'));
    await playedTo(page, 0.1);
    // The second one to what was fed along with the first; the last is presented before the recovery point it is decoded after.
    for (const frame of [1303, 1403, 603, 49]) {
      expect(await frameAfterSeek(page, (frame + 0.5) / fps)).toBe(frame);
    }
    // Chromium's decoder cannot begin with this one: then the film goes on from one it can.
    await page.evaluate(() => {
      document.querySelector('video')!.currentTime = 18.02;
    });
    await page.waitForFunction(() => {
      const { currentTime, readyState, seeking } = document.querySelector('video')!;
      return currentTime >= 18 && currentTime < 26 && readyState >= 2 && !seeking;
    });
    expect(await shownFrame(page)).toBeGreaterThanOrEqual(18 * fps);
    await frameAfterSeek(page, 59.5);
    await page.evaluate(() => document.querySelector('video')!.play());
    await page.waitForFunction(() => document.querySelector('video')!.ended);
  });

  test('a film whose sound begins late begins, and begins again', async () => {
    const page = await viewer.play(origin.url('/lateAudio.mp4'));
    await playedTo(page, 3);
    expect(await frameAfterSeek(page, 0)).toBe(0);
    await page.evaluate(() => document.querySelector('video')!.play());
    await playedTo(page, 3);
    expect(origin.sentBytes('/lateAudio.mp4')).toBeLessThan(3 * origin.distinctBytes('/lateAudio.mp4'));
  });

  test('a film whose sound ends early plays on in silence, and has its sound when taken back', async () => {
    const page = await viewer.play(origin.url('/shortAudio.mp4'));
    await playedTo(page, 0.1);
    await page.evaluate(() => {
      document.querySelector('video')!.currentTime = 8;
    });
    await playedTo(page, 12);
    expect(await frameAfterSeek(page, 52.02)).toBe(52 * fps);
    await page.evaluate(() => {
      document.querySelector('video')!.currentTime = 2;
    });
    await page.waitForFunction(() => {
      const { currentTime, readyState, seeking } = document.querySelector('video')!;
      return currentTime < 8 && readyState >= 2 && !seeking;
    });
    await page.evaluate(() => document.querySelector('video')!.play());
    await playedTo(page, 4);
    expect(await playhead(page)).toBeLessThan(10);
  });
});
