import axe from 'axe-core';
import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Origin, startOrigin } from '../server/origin';
import { films } from './films';
import { launchViewer, type Viewer } from './viewer';
import { firstFrame, shownError } from './watching';

let viewer: Viewer;
let origin: Origin;

beforeAll(async () => {
  [viewer, origin] = await Promise.all([launchViewer('chromium'), startOrigin()]);
  origin.serve('/film.mp4', await films.moovFirst());
  origin.serve('/gone.mp4', await films.moovFirst(), { status: 404 });
});
afterAll(() => Promise.all([viewer?.close(), origin?.close()]));

/** What axe-core finds that keeps somebody from using the page, with where it is. */
async function obstacles(page: Page): Promise<string[]> {
  await page.bringToFront();
  // What fades in is judged when it is there.
  await page.evaluate(() =>
    Promise.all(
      document
        .getAnimations()
        .filter(({ effect }) => effect?.getComputedTiming().iterations !== Infinity)
        .map(({ finished }) => finished.catch(() => {})),
    ),
  );
  await page.evaluate(axe.source);
  const found = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: typeof import('axe-core') };
    const { violations, passes } = await axe.run({ resultTypes: ['violations'] });
    return { violations, passed: passes.length };
  });
  // A page nothing was found out about passes nothing either.
  expect(found.passed).toBeGreaterThan(5);
  return found.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
}

test.each(['popup', 'options', 'welcome'])(
  'nothing on the %s page is in the way of anybody',
  async (name) => {
    const page = await viewer.openExtensionPage(`${name}/index.html`);
    if (name === 'popup') {
      const film = { url: origin.url('/film.mp4'), mirrors: [], referrer: null, title: 'A film' };
      const recentFilms = [{ ...film, positionSeconds: 65, durationSeconds: 600, atMs: 1 }];
      await page.evaluate(`chrome.storage.local.set(${JSON.stringify({ recentFilms })})`);
      await page.reload();
      await page.waitForSelector('#recent li');
    }
    if (name === 'options') await page.waitForSelector('#connections');
    for (const theme of ['light', 'dark']) {
      await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: theme }]);
      expect(await obstacles(page), theme).toEqual([]);
    }
    await page.close();
  },
);

test('nothing in the player is, nor in its panel and its sheet of keys', async () => {
  const page = await viewer.play(origin.url('/film.mp4'));
  await firstFrame(page);
  await page.evaluate(() => document.querySelector('video')!.pause());
  // It looks the same in either theme.
  expect(await obstacles(page)).toEqual([]);
  // What a key does is told to who cannot see it.
  await page.keyboard.press('c');
  await page.waitForSelector('[role="status"] ::-p-text(This film has no captions)');
  for (const name of ['tracks', 'playback']) {
    await page.focus(`[data-view="${name}-button"]`);
    await page.keyboard.press('Enter');
    await page.waitForSelector(`#${name}:popover-open`);
    expect(await obstacles(page), name).toEqual([]);
    await page.keyboard.press('Escape');
    await page.waitForSelector(`#${name}:not(:popover-open)`);
  }
  // The controls hide when nobody moves; whoever opens these has them before their eyes.
  for (const [key, selector] of [
    ['i', '#panel .chart canvas'],
    ['?', '[data-view="help"]'],
  ] as const) {
    await page.keyboard.press(key);
    await page.waitForSelector(selector, { visible: true });
    expect(await obstacles(page), key).toEqual([]);
  }
});

test('nothing on the card of an error is', async () => {
  const page = await viewer.play(origin.url('/gone.mp4'));
  await shownError(page);
  expect(await obstacles(page)).toEqual([]);
});
