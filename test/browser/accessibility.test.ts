import axe from 'axe-core';
import type { Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Origin, startOrigin } from '../server/origin';
import { mirror, outOfPlace, unmirror } from './mirroring';
import { chooseTheme } from './themes';
import { trackFilms } from './track-films';
import { inFirefoxItself, launchViewer, type Viewer } from './viewer';
import { watchedBefore } from './watched-before';
import { firstFrame, shownError } from './watching';

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
  await page.evaluate(`globalThis.axe || ${axe.source}`);
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

describe.each(['chromium', 'firefox'] as const)('in %s', (browser) => {
  let viewer: Viewer;
  let origin: Origin;

  beforeAll(async () => {
    [viewer, origin] = await Promise.all([launchViewer(browser), startOrigin()]);
    const content = await trackFilms.tracks();
    origin.serve('/film.mp4', content);
    origin.serve('/gone.mp4', content, { status: 404 });
    const list = '<a href="/film.mp4">A film</a> <a href="/gone.mp4">Another</a>';
    origin.serve('/list.html', { bytes: Buffer.from(list) }, { contentType: 'text/html' });
  });
  afterAll(() => Promise.all([viewer?.close(), origin?.close()]));
  afterEach(() => viewer.closeTabs());

  /** A film the viewer has seen a part of, at this address. */
  const leave = async (url: string) => {
    const page = await viewer.openExtensionPage('popup/index.html');
    await watchedBefore(page, { url, title: 'A film', positionSeconds: 30, durationSeconds: 60 });
    await page.evaluate('chrome.storage.local.set({ viewing: {} })');
    await page.close();
  };

  /** How the page looks by day and by night, and how it is laid out where lines run from right to left. */
  async function judge(page: Page, themes: readonly ('light' | 'dark')[] = ['light', 'dark']): Promise<void> {
    for (const theme of themes) {
      await chooseTheme(viewer, page, theme);
      expect(await obstacles(page), theme).toEqual([]);
    }
    await mirror(page);
    expect(await outOfPlace(page)).toEqual([]);
    await unmirror(page);
  }

  test('nothing on the popup is in the way of anybody, with media found and films watched', async () => {
    await leave(origin.url('/film.mp4'));
    const popup = await viewer.openExtensionPage('popup/index.html');
    await popup.waitForSelector('#recent li');
    const list = await viewer.openPage(origin.url('/list.html'));
    await list.bringToFront();
    await popup.evaluate(() => document.querySelector<HTMLElement>('[data-action="find"]')!.click());
    // Nothing is painted in a tab that nobody sees.
    await popup.waitForFunction(() => document.querySelectorAll('#found small:not(:empty)').length === 2, {
      polling: 100,
    });
    await popup.setViewport({ width: 380, height: 600 });
    await judge(popup);
  });

  test('nor on the options, with a profile being written', async () => {
    const page = await viewer.openExtensionPage('options/index.html');
    await page.waitForSelector('.profiles li');
    await page.click('[data-action="add-profile"]');
    await page.click('.profiles li:last-child [data-action="save"]');
    await shownError(page);
    await judge(page);
  });

  test('nor on the page that is shown first', async () => {
    const page = await viewer.openExtensionPage('welcome/index.html');
    await page.waitForSelector('html[dir="ltr"]');
    await judge(page);
    if (browser === 'chromium') return;
    // A browser whose own windows are mirrored.
    await inFirefoxItself(viewer.browser, "Services.prefs.setStringPref('intl.l10n.pseudo', 'bidi')");
    const mirrored = await viewer.openExtensionPage('welcome/index.html');
    await mirrored.waitForSelector('html[dir="rtl"]');
    await inFirefoxItself(viewer.browser, "Services.prefs.clearUserPref('intl.l10n.pseudo')");
  });

  test('nor in the player, whatever is open in it', async () => {
    await leave(origin.url('/gone.mp4'));
    const page = await viewer.play(origin.url('/gone.mp4'), [origin.url('/film.mp4')]);
    await firstFrame(page);
    await page.evaluate(() => document.querySelector('video')!.pause());
    await page.waitForSelector('[data-view="resume"]', { visible: true });
    expect((await shownError(page)).code).toBe('resource/mirror-used');
    await page.waitForSelector('[data-view="chapters-button"]', { visible: true });
    // It looks the same in either theme: once is enough for both.
    await judge(page);
    // What a key does is told to who cannot see it.
    await page.keyboard.press('c');
    await page.waitForSelector('[role="status"] ::-p-text(English)');
    for (const name of ['chapters', 'tracks', 'playback']) {
      await page.focus(`[data-view="${name}-button"]`);
      await page.keyboard.press('Enter');
      await page.waitForSelector(`#${name}:popover-open`);
      await judge(page, ['light']);
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
      await judge(page, ['light']);
    }
  });

  test('nor on the card of an error', async () => {
    const page = await viewer.play(origin.url('/gone.mp4'));
    await shownError(page);
    await judge(page);
  });
});
