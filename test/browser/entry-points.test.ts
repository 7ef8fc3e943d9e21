import { stat } from 'node:fs/promises';
import type { Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { formatBytes } from '../../src/shared/format';
import { playerAddress, withNextLinks } from '../../src/shared/player-address';
import { type Origin, startOrigin } from '../server/origin';
import { dropText } from './dropping';
import { capped, films } from './films';
import { openPopup, type Popup } from './popup';
import { inFirefoxItself, launchViewer, nextPlayer, type Viewer } from './viewer';
import { firstFrame, playedTo, playhead, shownError } from './watching';

/** Into the page itself, by the keys for it. */
async function paste({ name, browser }: Viewer, page: Page, text: string): Promise<void> {
  await page.bringToFront();
  if (name === 'chromium') await page.evaluate((each: string) => navigator.clipboard.writeText(each), text);
  else {
    const clipboard = "Cc['@mozilla.org/widget/clipboardhelper;1'].getService(Ci.nsIClipboardHelper)";
    await inFirefoxItself(browser, `${clipboard}.copyString(${JSON.stringify(text)})`);
  }
  await page.keyboard.down('Control');
  await page.keyboard.press('v', { commands: ['paste'] });
  await page.keyboard.up('Control');
}

const html = (body: string) => ({
  bytes: new TextEncoder().encode(`<!doctype html><title>Films</title>${body}`),
});

/** Name and description of each row of a list. */
const rowsOf = (popup: Popup, section: string): Promise<string[][]> =>
  popup.evaluate(
    `[...document.querySelectorAll('${section} li button')].map((row) =>
      ['.name', 'small'].map((part) => row.querySelector(part).textContent))`,
  );

describe.each(['chromium', 'firefox'] as const)('in %s', (browser) => {
  let viewer: Viewer;
  let origin: Origin;
  /** Of the film, as people read it. */
  let size: string;

  beforeAll(async () => {
    [viewer, origin] = await Promise.all([launchViewer(browser), startOrigin()]);
    const film = await films.moovFirst();
    size = formatBytes((await stat(film)).size);
    origin.serve('/film.mp4', film, { ...capped, contentDisposition: 'inline; filename="The film.mp4"' });
    origin.serve('/fast.mp4', film);
    origin.serve('/elsewhere.mp4', film);
    origin.serve('/led.mp4', film);
    origin.serve('/leads.mp4', film, { redirectTo: origin.url('/led.mp4', 'films.test') });
    origin.serve('/sign-in.html', html('Signed in'), { headers: { 'set-cookie': 'session=1' } });
    origin.serve('/framed.mp4', film, { ranges: false });
    origin.serve('/gone.mp4', film, { status: 404 });
    const asPage = { contentType: 'text/html' };
    origin.serve('/about.mp4', html('<p>About the film'), asPage);
    origin.serve('/frame.html', html('<video preload="none"><source src="/framed.mp4"></video>'), asPage);
    origin.serve(
      '/list.html',
      html(`<video preload="none" src="/gone.mp4"></video>
        <a href="/film.mp4?sign=a+b%2f">Film</a> <a href="/film.mp4?sign=a+b%2f">again</a>
        <a href="/about.mp4">About</a> <a href="${origin.url('/elsewhere.mp4', 'films.test')}">Elsewhere</a> <a href="/leads.mp4">Leads there</a> <a href="/list.html">This page</a> <iframe src="/frame.html"></iframe>`),
      asPage,
    );
  });
  afterAll(() => Promise.all([viewer?.close(), origin?.close()]));
  const afterPressing = async (popup: Popup, selector: string) => {
    const opened = nextPlayer(viewer);
    await popup.press(selector);
    return opened;
  };
  // A film that goes on in another tab takes its share of the connections.
  afterEach(async () => {
    await viewer.closeTabs();
    origin.clearLog();
  });

  test('what to do is shown after the installation, and a sample to try it with', async () => {
    // Each launch waits for it; this is the same page once more.
    const welcome = await viewer.openExtensionPage('welcome/index.html');
    const headings = await welcome.$$eval('h1, h2', (all) => all.map(({ textContent }) => textContent));
    expect(headings).toEqual(['Funnel is ready', 'On a video link', 'In the toolbar', 'In the address bar']);
    expect(await welcome.$eval('[data-shortcut]', ({ textContent }) => textContent)).toMatch(/Alt.*Shift.*F/);
    await welcome.click('a');
    await viewer.loaded('#sample');
    await playedTo(welcome, 1);
    // The keys are those of any film.
    await welcome.keyboard.press('End');
    await welcome.waitForFunction(() => document.querySelector('video')!.currentTime > 11);
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
    origin.serve('/films.html', html(`<a href="${link}">A film</a>`), { contentType: 'text/html' });
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

  test('links dropped or pasted on the player are played next, in turn', async () => {
    const link = (part: number) => origin.url(`/fast.mp4?part=${part}`);
    const player = await viewer.play(link(1));
    await firstFrame(player);
    await dropText(viewer, player, `${link(2)}\nno link`);
    const addressIs = (hash: string) =>
      player.waitForFunction((sought: string) => location.hash === sought, {}, hash);
    const nextShown = (text: string) =>
      player.waitForFunction(
        (sought: string) => document.querySelector('[data-view="next"]')?.textContent === sought,
        {},
        text,
      );
    await nextShown('Next: fast.mp4');
    await paste(viewer, player, link(3));
    await nextShown('Next: fast.mp4 (and 1 more)');
    await player.evaluate(() => {
      const video = document.querySelector('video')!;
      video.playbackRate = 0.1;
      video.currentTime = 58;
    });
    // It is asked for while the film before it still has seconds to go.
    await vi.waitUntil(() => origin.log.some(({ query }) => query === '?part=2'), { timeout: 30_000 });
    expect(await player.evaluate(() => document.querySelector('video')!.ended)).toBe(false);
    await player.keyboard.press('End');
    await addressIs(`#url=${encodeURIComponent(link(2))}&next=${encodeURIComponent(link(3))}`);
    await nextShown('Next: fast.mp4');
    // From its start, wherever the one before it was.
    await playedTo(player, 0.2);
    expect(await playhead(player)).toBeLessThan(30);
    await player.evaluate(() => {
      document.querySelector('video')!.currentTime = 40;
    });
    await playedTo(player, 40.2);
    await player.$eval('[data-view="next"]', (button) => (button as HTMLButtonElement).click());
    await addressIs(`#url=${encodeURIComponent(link(3))}`);
    await playedTo(player, 0.2);
    expect(await playhead(player)).toBeLessThan(30);
  });

  test('what does not play does not keep what follows, which its card leads to, and a key', async () => {
    const [second, third] = [origin.url('/fast.mp4?part=2'), origin.url('/fast.mp4?part=3')];
    const gone = playerAddress(origin.url('/not-there.mp4'));
    const player = await viewer.openExtensionPage(withNextLinks(gone, [second, third]));
    const next = await player.waitForSelector('.card .next', { visible: true });
    expect(await next!.evaluate((button) => button.textContent)).toBe('Next: fast.mp4 (and 1 more)');
    await next!.click();
    await playedTo(player, 0.2);
    expect(await player.evaluate(() => location.hash)).toContain(encodeURIComponent(second));
    await player.keyboard.press('n');
    await player.waitForFunction(
      (sought: string) => location.hash === sought,
      {},
      `#url=${encodeURIComponent(third)}`,
    );
    await playedTo(player, 0.2);
    await player.keyboard.press('n');
    await player.waitForFunction(() =>
      document.querySelector('[data-view="toast"]')?.textContent?.includes('Nothing is queued'),
    );
  });

  test('the button in the toolbar shows the speed as long as something comes', async () => {
    const player = await viewer.play(origin.url('/film.mp4'));
    await firstFrame(player);
    const badge = await viewer.openExtensionPage('options/index.html');
    const shows = (pattern: string) =>
      badge.waitForFunction(`(async () => /${pattern}/.test(await chrome.action.getBadgeText({})))()`);
    await shows('^[0-9.]+[KM]$');
    await player.close();
    await shows('^$');
  });

  test('the popup finds the films of a page and its frames, tells type and size, and plays one with the page as its referrer', async () => {
    for (const host of ['127.0.0.1', 'films.test']) {
      await viewer.openPage(origin.url('/sign-in.html', host));
    }
    const page = await viewer.openPage(origin.url('/list.html'));
    const popup = await openPopup(viewer, page);
    await popup.until("document.activeElement.id === 'url'");
    await popup.press('[data-action="find"]');
    await popup.until(
      `document.querySelectorAll('#found li').length === 6 &&
        [...document.querySelectorAll('#found small')].every(({ textContent }) => textContent !== '')`,
    );
    expect(await rowsOf(popup, '#found')).toEqual([
      ['gone.mp4', 'refused (404)'],
      ['The film.mp4', `MP4 · ${size}`],
      ['about.mp4', 'a web page'],
      ['elsewhere.mp4', `MP4 · ${size}`],
      ['leads.mp4', `MP4 · ${size}`],
      ['framed.mp4', `MP4 · ${size}`],
    ]);
    // A page's links are not asked with the session of another site.
    const cookiesOf = (asked: string) => origin.log.find(({ path }) => path === asked)?.cookies;
    expect(['/about.mp4', '/elsewhere.mp4', '/led.mp4'].map(cookiesOf)).toEqual(['session=1', null, null]);
    const player = await afterPressing(popup, '#found li:nth-child(2) button');
    expect(await firstFrame(player)).toBeGreaterThanOrEqual(0);
    const [link, referrer] = [origin.url('/film.mp4?sign=a+b%2f'), origin.url('/list.html')];
    expect(await player.evaluate(() => location.hash)).toBe(
      `#url=${encodeURIComponent(link)}&referrer=${encodeURIComponent(referrer)}`,
    );
  });

  test('the popup offers what was watched lately, forgets it on request, and sets how many connections there are', async () => {
    const page = await viewer.openPage(origin.url('/frame.html'));
    const url = origin.url('/film.mp4?from=recent');
    const film = {
      url,
      mirrors: [],
      referrer: null,
      title: 'A film',
      positionSeconds: 65,
      durationSeconds: 600,
    };
    const stored = JSON.stringify({ recentFilms: [{ ...film, atMs: Date.now() }] });
    const setter = await viewer.openExtensionPage('options/index.html');
    await setter.evaluate(`chrome.storage.local.set(${stored})`);
    await setter.close();

    let popup = await openPopup(viewer, page);
    await popup.until("!document.querySelector('#recent').hidden");
    expect(await rowsOf(popup, '#recent')).toEqual([['A film', '1:05 of 10:00']]);
    const player = await afterPressing(popup, '#recent li button');
    expect(await player.evaluate(() => location.hash)).toBe(`#url=${encodeURIComponent(url)}`);

    popup = await openPopup(viewer, page);
    await popup.press('[data-action="clear"]');
    await popup.until("document.querySelector('#recent').hidden");
    await popup.evaluate(
      `((select) => { select.value = '6'; select.dispatchEvent(new Event('change')); })(document.querySelector('#connections'))`,
    );
    await popup.until("(await chrome.storage.local.get('options')).options?.connections === 6");
    expect(await popup.evaluate('chrome.storage.local.get("recentFilms")')).toEqual({});
    await popup.close();
  });
});
