import type { Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { playerAddress } from '../../src/shared/player-address';
import { type Origin, startOrigin } from '../server/origin';
import { capped, films } from './films';
import { setSiteAccess } from './site-access';
import { inFirefoxItself, launchViewer, nextPlayer, type Viewer } from './viewer';
import { playedTo, playhead, shownError } from './watching';

declare const chrome: {
  declarativeNetRequest: {
    getSessionRules(): Promise<unknown[]>;
    updateSessionRules(changes: { addRules: object[] }): Promise<void>;
  };
  storage: {
    local: { set(items: object): Promise<void>; clear(): Promise<void> };
    session: { clear(): Promise<void> };
  };
};

/** Resolves when the browser holds no rule of ours any more. */
const noRules = (page: Page) =>
  page.waitForFunction(async () => (await chrome.declarativeNetRequest.getSessionRules()).length === 0);

/** All that the browser has written down of the addresses a tab has had. */
async function writtenDown({ name, browser }: Viewer, page: Page): Promise<string> {
  if (name === 'firefox') {
    return inFirefoxItself<string>(
      browser,
      `(async () => {
        const { TabStateFlusher } = ChromeUtils.importESModule('resource:///modules/sessionstore/TabStateFlusher.sys.mjs');
        const { PlacesUtils } = ChromeUtils.importESModule('resource://gre/modules/PlacesUtils.sys.mjs');
        const tab = gBrowser.tabs.find(({ linkedBrowser }) => linkedBrowser.currentURI.spec === ${JSON.stringify(page.url())});
        await TabStateFlusher.flush(tab.linkedBrowser);
        const db = await PlacesUtils.promiseDBConnection();
        const rows = await db.execute('SELECT url FROM moz_places');
        return SessionStore.getTabState(tab) + rows.map((row) => row.getResultByIndex(0)).join(' ');
      })()`,
    );
  }
  // What was never in a tab's own list was never in the history of all.
  const session = await page.createCDPSession();
  const { entries } = await session.send('Page.getNavigationHistory');
  await session.detach();
  return entries.map(({ url, userTypedURL }) => `${url} ${userTypedURL}`).join(' ');
}

describe.each(['chromium', 'firefox'] as const)('in %s', (browser) => {
  let viewer: Viewer;
  let origin: Origin;

  beforeAll(async () => {
    [viewer, origin] = await Promise.all([launchViewer(browser), startOrigin()]);
    const film = await films.moovFirst();
    origin.serve('/film.mp4', film);
    origin.serve('/inwards.mp4', film, { redirectTo: origin.url('/film.mp4', '127.0.0.1') });
    const fault = ({ headers }: { headers: Record<string, string> }) =>
      headers.referer === origin.url('/', 'page.test')
        ? undefined
        : ({ kind: 'status', status: 403 } as const);
    origin.serve('/from-page.mp4', film, { fault });
    origin.serve('/to-other.mp4', film, { redirectTo: origin.url('/from-page.mp4', 'other.test') });
    const basic = `Basic ${Buffer.from('user:word').toString('base64')}`;
    const onlyUser = ({ headers }: { headers: Record<string, string> }) =>
      headers.authorization === basic ? undefined : ({ kind: 'status', status: 401 } as const);
    const onlyDisk = ({ headers }: { headers: Record<string, string> }) =>
      headers['user-agent'] === 'disk/1' ? undefined : ({ kind: 'status', status: 404 } as const);
    origin.serve('/disk.mp4', film, { fault: onlyDisk });
    origin.serve('/to-disk.mp4', film, { redirectTo: origin.url('/disk.mp4', 'other.test') });
    origin.serve('/whole.mp4', film, { ranges: false, fault: onlyDisk });
    origin.serve('/to-whole.mp4', film, { redirectTo: origin.url('/whole.mp4', 'localhost') });
    const page = { bytes: new TextEncoder().encode('<!doctype html><title>Signed in</title>') };
    const cookie = 'session=1; SameSite=Strict; HttpOnly';
    origin.serve('/sign-in.html', page, { headers: { 'set-cookie': cookie } });
    const name = '<img src=x onerror=alert(1)>.mp4';
    const contentDisposition = `attachment; filename="${name}"`;
    // Slow enough that the lane without cookies is asked before all is there.
    const slowly = { capBytesPerSecond: 60_000, rttMs: 20 };
    origin.serve('/signed-in.mp4', film, { ...slowly, requireCookie: 'session=1', contentDisposition });
    origin.serve('/refused.mp4', film, { status: 403 });
    origin.serve('/whole-for-user.mp4', film, { ranges: false, fault: onlyUser });
    origin.serve('/for-user.mp4', film, { fault: onlyUser });
    origin.serve('/capped.mp4', film, capped);
    origin.serve('/to-other-site.mp4', film, { redirectTo: origin.url('/film.mp4', 'other.test') });
    origin.serve('/outwards.mp4', film, { redirectTo: origin.url('/film.mp4', 'films.test') });
  });
  afterAll(() => Promise.all([viewer?.close(), origin?.close()]));
  afterEach(async () => {
    await viewer.closeTabs();
    origin.clearLog();
  });

  test('a public link that leads into the viewer’s own network is not followed', async () => {
    const page = await viewer.play(origin.url('/inwards.mp4', 'films.test'));
    const error = await shownError(page);
    expect(error.code).toBe('access/private-address');
    expect(await page.evaluate(() => document.querySelector('video')!.readyState)).toBe(0);
  });

  test.each([
    ['within the viewer’s own network', '/inwards.mp4', '127.0.0.1'],
    ['out of it', '/outwards.mp4', 'localhost'],
    ['between public sites', '/outwards.mp4', 'other.test'],
  ])('a link that leads %s is, and takes no password along to another host', async (_, path, host) => {
    // A user of its own: the player before this one may have had a request on its way.
    const link = origin.url(path, host).replace('://', `://${host}:p%40%E7%89%87@`);
    await playedTo(await viewer.play(link), 0.5);
    const basic = `Basic ${Buffer.from(`${host}:p@片`).toString('base64')}`;
    for (const { path: asked, headers } of origin.log) {
      const isOwn = headers.host!.startsWith(host);
      expect(headers.authorization === basic, `${headers.host}${asked}`).toBe(isOwn);
    }
  });

  test('the browser’s own player is let in by the password of the link, too', async () => {
    const link = origin.url('/whole-for-user.mp4', 'localhost').replace('://', '://user:word@');
    await playedTo(await viewer.play(link), 0.5);
  });

  test.each(['the popup', 'the context menu'])(
    'a password that comes by %s is in no address, and holds until the browser is closed',
    async (way) => {
      const link = origin.url('/for-user.mp4', 'films.test').replace('://', '://user:word@');
      const html = `<!doctype html><a href="${link}">A film</a>`;
      origin.serve('/links.html', { bytes: new TextEncoder().encode(html) }, { contentType: 'text/html' });
      const isPopup = way === 'the popup';
      const page = isPopup
        ? await viewer.openExtensionPage('popup/index.html')
        : await viewer.openPage(origin.url('/links.html'));
      if (isPopup) await page.type('#url', link);
      const opened = nextPlayer(viewer);
      // The popup closes itself, perhaps before the key comes up again.
      if (isPopup) page.keyboard.press('Enter').catch(() => {});
      else await viewer.chooseFromContextMenu(page, 'a');
      const player = await opened;
      await playedTo(player, 0.5);
      const loadAgain = async () => {
        await player.evaluate(() => {
          document.title = 'before';
          location.reload();
        });
        await player.waitForFunction(() => document.title !== 'before');
      };
      await loadAgain();
      await playedTo(player, 0.5);
      const address = await player.evaluate(() => location.href);
      const written = await writtenDown(viewer, player);
      expect(written).toContain(encodeURIComponent('/for-user.mp4'));
      expect(`${address} ${written}`).not.toMatch(/user(:|%3A)|word/i);
      await player.evaluate(() => chrome.storage.session.clear());
      await loadAgain();
      expect((await shownError(player)).code).toBe('http/expired');
    },
  );

  test.each(['/from-page.mp4', '/to-other.mp4'])(
    '%s gets what a click on the page would send',
    async (path) => {
      const address = playerAddress(
        origin.url(path, 'films.test'),
        `${origin.url('/list', 'page.test')}?user=me`,
      );
      const page = await viewer.openExtensionPage(address);
      await playedTo(page, 0.5);
      const referers = origin.log.map(({ headers }) => headers.referer);
      // The page's site, and not which page of it.
      expect(new Set(referers.filter(Boolean))).toEqual(new Set([origin.url('/', 'page.test')]));
      await page.close();
      await noRules(await viewer.openExtensionPage('popup/index.html'));
    },
  );

  test('a session that a page of the host began goes along, and the lane without it is set aside', async () => {
    await viewer.openPage(origin.url('/sign-in.html', 'films.test'));
    const page = await viewer.play(origin.url('/signed-in.mp4', 'films.test'));
    await playedTo(page, 0.5);
    const served = origin.log.filter(({ path, status }) => path === '/signed-in.mp4' && status === 206);
    expect(new Set(served.map(({ cookies }) => cookies))).toEqual(new Set(['session=1']));
    await page.keyboard.press('i');
    await page.waitForFunction(() =>
      document.querySelector('[data-view="lanes"]')?.textContent?.includes('set aside'),
    );
    // What a server calls its file is text, whatever it says.
    const [title, marks] = await page.$eval('[data-view="title"]', (each) => [
      each.textContent,
      each.childElementCount,
    ]);
    expect([title, marks]).toEqual(['<img src=x onerror=alert(1)>.mp4', 0]);
  });

  test('a film the server refuses can be had by a command for another program, with what Funnel would send', async () => {
    const url = `${origin.url('/refused.mp4', 'films.test')}?sign=it's`;
    const page = await viewer.openExtensionPage(playerAddress(url, origin.url('/list', 'page.test')));
    await page.waitForSelector('[data-action="copy-curl"]', { visible: true });
    await page.click('[data-action="copy-curl"]');
    await page.waitForFunction(
      () => document.querySelector('[data-action="copy-curl"]')?.textContent === 'Copied',
    );
    const popup = await viewer.openExtensionPage('popup/index.html');
    const box = await popup.waitForSelector('textarea');
    await box!.focus();
    await popup.keyboard.down('Control');
    await popup.keyboard.press('v', { commands: ['Paste'] });
    await popup.keyboard.up('Control');
    await popup.waitForFunction(() => document.querySelector('textarea')!.value !== '');
    const words = await box!.evaluate((each) => (each as HTMLTextAreaElement).value);
    expect(words).toContain(`--header 'referer: ${origin.url('/', 'page.test')}'`);
    expect(words).toContain(`?sign=it'\\''s'`);
    // Or a fresh link is given, in the same place.
    await page.bringToFront();
    await page.type('.card input', 'films');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.card [aria-invalid]');
    await page.$eval('.card input', (box) => (box as HTMLInputElement).select());
    await page.type('.card input', origin.url('/film.mp4', 'films.test'));
    await page.keyboard.press('Enter');
    await playedTo(page, 0.1);
    expect(origin.log.findLast(({ path }) => path === '/film.mp4')?.headers.referer).toBe(
      origin.url('/', 'page.test'),
    );
  });

  test('a profile’s headers go along to its host and to where that leads, natively too, and end with the player', async () => {
    const headers = [
      { name: 'user-agent', value: 'disk/1' },
      { name: 'x-token', value: 'a, b' },
      { name: 'authorization', value: 'Bearer secret' },
    ];
    const popup = await viewer.openExtensionPage('popup/index.html');
    await popup.evaluate(
      (headerProfiles) => chrome.storage.local.set({ headerProfiles }),
      [{ name: 'A disk', isOn: true, hosts: ['films.test', '127.0.0.1'], headers }],
    );
    // One that a background left behind when it was stopped.
    await popup.evaluate(async () => {
      const condition = { urlFilter: '|http://left.test/' };
      const action = {
        type: 'modifyHeaders',
        requestHeaders: [{ header: 'x-a', operation: 'set', value: 'b' }],
      };
      const rules = [{ id: 5_000, condition, action }];
      await chrome.declarativeNetRequest.updateSessionRules({ addRules: rules });
    });
    await viewer.stopBackground();
    const toOther = await viewer.play(origin.url('/to-disk.mp4', 'films.test'));
    await playedTo(toOther, 0.5);
    // By an address of this machine: Firefox lets a `<video>` of an extension's page have http from nowhere else.
    const natively = await viewer.play(origin.url('/to-whole.mp4'));
    await playedTo(natively, 0.5);
    expect((await shownError(natively)).code).toBe('http/range-ignored');
    // Of these films: the player before these may have had a request on its way.
    const asked = origin.log.filter(({ path }) => /disk|whole/.test(path));
    for (const { path, headers } of asked) {
      const isFirst = path.startsWith('/to-');
      expect(headers.authorization, path).toBe(isFirst ? 'Bearer secret' : undefined);
      if (isFirst) expect([headers['user-agent'], headers['x-token']]).toEqual(['disk/1', 'a, b']);
    }
    // Nobody else’s requests to these hosts have any of it.
    // Another address than the one before, which the browser has kept.
    const stranger = await viewer.openPage(origin.url('/sign-in.html?again', 'films.test'));
    const strange = origin.log.find(({ path }) => path === '/sign-in.html');
    expect(strange).toBeDefined();
    expect(strange!.headers['x-token']).toBeUndefined();
    // Nor can a page of theirs reach into the extension.
    const ours = await popup.evaluate(() => location.href);
    const reached = await stranger.evaluate(
      (url) =>
        fetch(url).then(
          () => true,
          () => false,
        ),
      ours,
    );
    expect(reached).toBe(false);
    for (const page of [toOther, natively, stranger]) await page.close();
    await noRules(popup);
    await popup.evaluate(() => chrome.storage.local.clear());
  });

  test('a right the viewer has taken back is asked for, and the film begins once it is there again', async () => {
    await setSiteAccess(viewer, false);
    const page = await viewer.play(origin.url('/film.mp4', 'films.test'));
    const error = await shownError(page);
    expect(error.code).toBe('access/permission-needed');
    await page.waitForSelector('[data-error] button[data-action="allow-site"]', { visible: true });
    await setSiteAccess(viewer, true);
    await page.bringToFront();
    // The browser asks nobody for what it has granted already.
    await page.click('[data-error] button[data-action="allow-site"]');
    await playedTo(page, 0.5);
  });

  test('a right that is taken back while a film plays is asked for, and the film goes on from there', async () => {
    const page = await viewer.play(origin.url('/capped.mp4', 'films.test'));
    await playedTo(page, 2);
    await setSiteAccess(viewer, false);
    await page.bringToFront();
    const button = '[data-error="access/permission-needed"] button[data-action="allow-site"]';
    await page.waitForSelector(button, { visible: true });
    const stoodAt = await playhead(page);
    expect(stoodAt).toBeGreaterThanOrEqual(2);
    await setSiteAccess(viewer, true);
    await page.bringToFront();
    const seen = page.evaluate(
      () =>
        new Promise<number>((playing) => {
          const video = document.querySelector('video')!;
          video.addEventListener('playing', () => playing(video.currentTime), { once: true });
        }),
    );
    await page.click(button);
    expect(Math.abs((await seen) - stoodAt)).toBeLessThan(1);
    await playedTo(page, stoodAt + 0.5);
  });

  test('one that is missing for where a link leads alone, too', async () => {
    await setSiteAccess(viewer, ['films.test']);
    const page = await viewer.play(origin.url('/to-other-site.mp4', 'films.test'));
    expect((await shownError(page)).code).toBe('access/permission-needed');
    const closed = await viewer.play(origin.url('/film.mp4', 'films.test'));
    await playedTo(closed, 0.5);
    await setSiteAccess(viewer, true);
  });
});
