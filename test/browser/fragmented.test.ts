import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { made } from '../media/ffmpeg';
import { type Origin, startOrigin } from '../server/origin';
import { capped, films, fps } from './films';
import { expectSteadyPlay } from './steady-play';
import { launchViewer, type Viewer } from './viewer';
import { frameAfterSeek, playedTo } from './watching';

/** The same film in fragments of two seconds; what tells where they are differs. */
const waysToFragment = {
  sidx: 'dash+global_sidx+delay_moov+frag_keyframe',
  mfra: 'frag_keyframe+delay_moov+default_base_moof',
  neither: 'frag_keyframe+delay_moov+skip_trailer',
};

type Way = keyof typeof waysToFragment;
const ways = Object.keys(waysToFragment) as Way[];

const fragmented = async (way: Way) =>
  made(`fragmented-${way}`, ['-i', await films.moovFirst(), '-c', 'copy', '-movflags', waysToFragment[way]]);

describe.each(['chromium', 'firefox'] as const)('in %s', (browser) => {
  let viewer: Viewer;
  let origin: Origin;

  beforeAll(async () => {
    [viewer, origin] = await Promise.all([launchViewer(browser), startOrigin()]);
    for (const way of ways) origin.serve(`/${way}.mp4`, await fragmented(way), capped);
  });
  afterAll(() => Promise.all([viewer?.close(), origin?.close()]));
  afterEach(async () => {
    await viewer.closeTabs();
    origin.clearLog();
  });

  // Each way once: the samples that come of them are compared without a browser.
  test('a film in fragments with sidx plays steadily over twelve capped connections', async () => {
    const path = '/sidx.mp4';
    await expectSteadyPlay(await viewer.play(origin.url(path)), 5);
    expect(origin.peak(path)).toBeGreaterThanOrEqual(12);
    expect(origin.sentBytes(path)).toBeLessThan(1.1 * origin.distinctBytes(path));
  });

  test.each(['mfra', 'neither'] as const)(
    'with %s a seek shows exactly its frame, and the end is the end',
    async (way) => {
      const page = await viewer.play(origin.url(`/${way}.mp4`));
      await playedTo(page, 0.1);
      // Without an index it shows a little later.
      await page.waitForFunction(() => Math.abs(document.querySelector('video')!.duration - 60) < 0.05);
      // Just before a key frame, and in the middle of nowhere; ahead and back.
      for (const frame of [1199, 523]) {
        expect(await frameAfterSeek(page, (frame + 0.5) / fps)).toBe(frame);
      }
      expect(await frameAfterSeek(page, 58)).toBe(58 * fps);
      await page.evaluate(() => document.querySelector('video')!.play());
      await page.waitForFunction(() => document.querySelector('video')!.ended);
      expect(await frameAfterSeek(page, 0.5 / fps)).toBe(0);
    },
  );
});
