import type { Page, Target } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Origin, startOrigin } from '../server/origin';
import { capped, films } from './films';
import { launchViewer, type Viewer } from './viewer';
import { firstFrame, shownError } from './watching';

/** The next tab that opens, once it is the player. */
async function nextPlayer(viewer: Viewer): Promise<Page> {
  const target = await new Promise<Target>((resolve) => viewer.browser.once('targetcreated', resolve));
  await viewer.loaded('/player/index.html');
  return (await target.page())!;
}

describe.each(['chromium', 'firefox'] as const)('in %s', (browser) => {
  let viewer: Viewer;
  let origin: Origin;

  beforeAll(async () => {
    [viewer, origin] = await Promise.all([launchViewer(browser), startOrigin()]);
    origin.serve('/film.mp4', await films.moovFirst(), capped);
  });
  afterAll(() => Promise.all([viewer?.close(), origin?.close()]));
  // A film that goes on in another tab takes its share of the connections.
  afterEach(async () => {
    for (const page of (await viewer.browser.pages()).slice(1)) await page.close();
    origin.clearLog();
  });

  test('a link typed into the popup plays on Enter, as it was typed', async () => {
    const popup = await viewer.openExtensionPage('popup/index.html');
    const link = `${origin.url('/film.mp4')}?sign=a+b%2fc%2F=&x=%E7%89%87~`;
    const box = await popup.waitForSelector('#url');
    await box!.type(link);
    const opened = nextPlayer(viewer);
    // It closes itself when its work is done, perhaps before the key comes up again.
    box!.press('Enter').catch(() => {});
    expect(await firstFrame(await opened)).toBeGreaterThanOrEqual(0);
    expect(new Set(origin.log.map(({ query }) => query))).toEqual(
      new Set(['?sign=a+b%2fc%2F=&x=%E7%89%87~']),
    );
  });

  test('the same film on two servers, a line each, opens one player with both', async () => {
    const popup = await viewer.openExtensionPage('popup/index.html');
    const box = await popup.waitForSelector('#url');
    const links = [origin.url('/film.mp4?sign=a+b%2f'), origin.url('/film.mp4?sign=c', 'films.test')];
    await box!.type(links[0]!);
    await popup.keyboard.down('Shift');
    await box!.press('Enter');
    await popup.keyboard.up('Shift');
    await box!.type(links[1]!);
    const tabs = (await viewer.browser.pages()).length;
    const opened = nextPlayer(viewer);
    box!.press('Enter').catch(() => {});
    const player = await opened;
    expect(await firstFrame(player)).toBeGreaterThanOrEqual(0);
    const address = await player.evaluate(() => location.hash);
    expect(address).toBe(`#${links.map((link) => `url=${encodeURIComponent(link)}`).join('&')}`);
    expect((await viewer.browser.pages()).length).toBeLessThanOrEqual(tabs + 1);
  });

  test('a line that is no link is told by its number, and made ready to be typed over', async () => {
    const popup = await viewer.openExtensionPage('popup/index.html');
    const box = await popup.waitForSelector('#url');
    await box!.evaluate((each) => {
      // As pasting does it, all at once.
      (each as HTMLTextAreaElement).value = 'https://films.test/a.mp4\n\nfilm';
      each.dispatchEvent(new InputEvent('input', { inputType: 'insertFromPaste', bubbles: true }));
    });
    await box!.press('Enter');
    const error = await shownError(popup);
    expect(error.code).toBe('input/bad-url');
    expect(error.text).toMatch(/^Line 3: /);
    const [rows, marked] = await box!.evaluate((each) => {
      const { rows, value, selectionStart, selectionEnd } = each as HTMLTextAreaElement;
      return [rows, value.slice(selectionStart, selectionEnd)] as const;
    });
    expect([rows, marked]).toEqual([3, 'film']);
    await popup.keyboard.type('films.test/b.mp4');
    expect(await popup.$('[data-error]')).toBeNull();
  });

  test('a link on a page plays from its context menu, with the page as its referrer', async () => {
    const link = `${origin.url('/film.mp4')}?sign=a+b%2fc%2F=&amp;x=~`;
    const html = `<!doctype html><title>Films</title><a href="${link}">A film</a>`;
    origin.serve('/films.html', { bytes: new TextEncoder().encode(html) }, { contentType: 'text/html' });
    const page = await viewer.openPage(origin.url('/films.html'));
    const opened = nextPlayer(viewer);
    await viewer.chooseFromContextMenu(page, 'a');
    const player = await opened;
    expect(await firstFrame(player)).toBeGreaterThanOrEqual(0);
    const address = await player.evaluate(() => location.hash);
    expect(address).toBe(
      `#url=${encodeURIComponent(link.replace('&amp;', '&'))}&referrer=${encodeURIComponent(origin.url('/films.html'))}`,
    );
  });

  test('a link after "vf" in the address bar plays', async () => {
    const page = await viewer.openPage(origin.url('/films.html'));
    await viewer.enterInAddressBar(origin.url('/film.mp4?token=a/b+c%20d'));
    await viewer.loaded('token');
    expect(await firstFrame(page)).toBeGreaterThanOrEqual(0);
    expect(origin.log.some(({ query }) => query === '?token=a/b+c%20d')).toBe(true);
  });

  test('what is no link is told in words, and the popup stays', async () => {
    const popup = await viewer.openExtensionPage('popup/index.html');
    const box = await popup.waitForSelector('#url');
    await box!.type('javascript:alert(1)');
    await box!.press('Enter');
    const error = await shownError(popup);
    expect(error.code).toBe('input/scheme');
    expect(error.text.length).toBeGreaterThan(20);
  });
});
