import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { judged, meet, tightly } from '../faults/meet-fault';
import { referenceOf } from '../faults/reference';
import { faultRows } from '../faults/rows';
import { witnessedFolder } from '../faults/witnessed-build';
import { type LoggedRequest, type Origin, startOrigin } from '../server/origin';
import { dropText } from './dropping';
import { capped, films } from './films';
import { launchViewer, type Viewer } from './viewer';
import { firstFrame, playedTo, playhead, shownError } from './watching';

const bytes = (text: string) => ({ bytes: new TextEncoder().encode(text) });

describe.each(['chromium', 'firefox'] as const)('in %s', (browser) => {
  let viewer: Viewer;
  let origin: Origin;

  beforeAll(async () => {
    [viewer, origin] = await Promise.all([
      launchViewer(browser, { extension: witnessedFolder }),
      startOrigin(),
    ]);
    const film = await films.moovFirst();
    origin.serve('/film.mp4', film, capped);
    origin.serve('/no-ranges.mp4', film, { ranges: false });
    origin.serve('/refused.mp4', film, { status: 403 });
    origin.serve('/busy.mp4', film, { status: 500 });
    origin.serve('/page.mp4', bytes('<!doctype html><title>Log in</title>'), { contentType: 'text/html' });
    origin.serve('/text.mp4', bytes('This is no film, whatever its name says.'));
    origin.serve('/empty.mp4', bytes(''));
    origin.serve('/login.mp4', bytes('<!doctype html>Log in'), { ranges: false, contentType: 'text/html' });
    origin.serve('/cookies-only.mp4', film, { ...capped, fault: onlyWithCookies });
    await viewer.openPage(origin.url('/login.mp4'));
  });
  afterAll(() => Promise.all([viewer?.close(), origin?.close()]));
  afterEach(async () => {
    await viewer.closeTabs();
    origin.clearLog();
  });

  /** The cookie-less lane is told apart by what it lacks. */
  function onlyWithCookies({ cookies }: { cookies: string | null }) {
    return cookies === null ? ({ kind: 'status', status: 403 } as const) : undefined;
  }

  test.each([
    ['nothing at all', '', 'input/no-url'],
    ['no address', '#url=film', 'input/bad-url'],
    ['another scheme', '#url=ftp%3A%2F%2Ffilms.test%2Ffilm.mp4', 'input/scheme'],
    ['a mangled address', '#url=%E0%A4%A', 'input/bad-url'],
  ])('%s to play is told in words', async (_, hash, code) => {
    const page = await viewer.openExtensionPage(`player/index.html${hash}`);
    const error = await shownError(page);
    expect(error.code).toBe(code);
    expect(error.text.length).toBeGreaterThan(20);
  });

  test.each([
    ['/missing.mp4', 'http/gone'],
    ['/refused.mp4', 'http/expired'],
    ['/busy.mp4', 'http/server'],
    ['/page.mp4', 'media/not-media'],
    ['/login.mp4', 'media/not-media'],
    ['/text.mp4', 'media/not-media'],
    ['/empty.mp4', 'media/not-media'],
  ])('%s ends in a sentence with what to do', async (path, code) => {
    const page = await viewer.play(origin.url(path));
    // Where trying again may help a notice comes first, and the offer of what to do when it did not.
    await page.waitForSelector('[data-error] button[data-action]', { visible: true });
    const error = await shownError(page);
    expect(error.code).toBe(code);
    expect(error.text.length).toBeGreaterThan(40);
  });

  test('a host that does not answer is told in words', async () => {
    const closed = await startOrigin();
    const url = closed.url('/film.mp4');
    await closed.close();
    const page = await viewer.play(url);
    expect((await shownError(page)).code).toBe('network/unreachable');
  });

  test('a link that is dead from the start leaves its place to a mirror, and the page says so', async () => {
    const page = await viewer.play(origin.url('/refused.mp4'), [origin.url('/film.mp4')]);
    await playedTo(page, 0.1);
    const error = await shownError(page);
    expect(error.code).toBe('resource/mirror-used');
    expect(error.text.length).toBeGreaterThan(40);
  });

  test('a server without ranges plays over its one connection, and says so', async () => {
    const page = await viewer.play(origin.url('/no-ranges.mp4'));
    await playedTo(page, 1);
    expect((await shownError(page)).code).toBe('http/range-ignored');
  });

  test('where the server wants cookies, the lane without them stays shut, and the film plays', async () => {
    const page = await viewer.openPage(origin.url('/login.mp4'));
    await page.evaluate(() => {
      // biome-ignore lint/suspicious/noDocumentCookie: the plainest way to have one
      document.cookie = 'session=1; SameSite=Strict';
    });
    origin.update('/cookies-only.mp4', { capBytesPerSecond: 60_000 });
    const player = await viewer.play(origin.url('/cookies-only.mp4'));
    const asked = (wanted: number) =>
      origin.log.filter(({ path, status }) => path === '/cookies-only.mp4' && status === wanted);
    // Both lanes begin in full. By the first picture the one without cookies is known for what it is.
    await playedTo(player, 0.1);
    const refused = asked(403).length;
    expect(refused).toBeLessThanOrEqual(6);
    await playedTo(player, 2);
    expect(asked(403).length).toBe(refused);
    expect(asked(206).every(({ cookies }) => cookies?.includes('session=1'))).toBe(true);
  });

  test('a film goes on through a restart of its server and the death of its link', async () => {
    const film = await films.moovFirst();
    const scene = { viewer, origin, path: '/dies.mp4', otherPath: '/film.mp4' };
    origin.serve(scene.path, film, tightly);
    const page = await viewer.play(origin.url(scene.path));
    await playedTo(page, 0.1);
    for (const name of ['a server that restarts', 'status 403']) {
      await meet(faultRows.find((row) => row.name === name)!, page, film, scene);
    }
    // The address is of the link that holds.
    expect(page.url()).toContain(encodeURIComponent('/fresh/dies.mp4'));
    await judged(page, await referenceOf(film));
  });

  test('a fresh link may be dropped anywhere; one of another film is refused, and the next is taken', async () => {
    const film = await films.moovFirst();
    origin.serve('/tired.mp4', film, tightly);
    origin.serve('/other.mp4', await films.longGops());
    origin.serve('/rested.mp4', film, { etag: '"rested"' });
    const page = await viewer.play(origin.url('/tired.mp4'));
    await playedTo(page, 1);
    origin.update('/tired.mp4', { status: 403 });
    await origin.goDown();
    await origin.comeBack();
    await page.waitForSelector('.fresh-link [role="alert"]:not(:empty)', { visible: true });
    await dropText(viewer, page, origin.url('/other.mp4'));
    const refusal = await page.waitForSelector('.fresh-link .answer[data-refused]', { visible: true });
    expect(await refusal!.evaluate((each) => each.textContent)).toMatch(/another file/);
    await dropText(viewer, page, origin.url('/rested.mp4'));
    await page.waitForSelector('.fresh-link', { hidden: true });
    await page.evaluate(() => document.querySelector('video')!.play());
    await playedTo(page, (await playhead(page)) + 5);
    // Nothing of it is thought to be another film.
    expect(await page.$eval('[data-view="next"]', (each) => each.textContent)).toBe('');
  });

  // Chromium's own asks for half a minute before it gives up.
  const cutOff = 'the browser’s own player that is cut off from its server says so, and goes on by a click';
  test.runIf(browser === 'firefox')(cutOff, async () => {
    const whole = { ranges: false, lineBytesPerSecond: 300_000 };
    origin.serve('/cut.mp4', await films.moovFirst(), whole);
    const page = await viewer.play(origin.url('/cut.mp4'));
    await playedTo(page, 1);
    await origin.goDown();
    const card = await page.waitForSelector('[data-error="network/unreachable"]', { visible: true });
    await origin.comeBack();
    await (await card!.$('[data-action="retry"]'))!.click();
    await playedTo(page, (await playhead(page)) + 1);
  });

  test('a tab that was discarded goes on at the same second', async () => {
    origin.update('/film.mp4', { capBytesPerSecond: undefined });
    const page = await viewer.play(origin.url('/film.mp4'));
    await playedTo(page, 0.1);
    await page.evaluate(() => {
      document.querySelector('video')!.currentTime = 30;
    });
    await playedTo(page, 30.1);
    const again = await viewer.discardAndRestore(page);
    await playedTo(again, 30.2);
    expect(await playhead(again)).toBeLessThan(35);
  });

  test('the browser’s own player is not led into the viewer’s own network either, and says so in words', async () => {
    // Firefox's own player upgrades plain http to https on a page of an extension.
    const secure = await startOrigin({ alpn: ['http/1.1'] });
    /** Funnel asks for no more than it wants; the browser's own player for all there is. */
    const isOfVideo = ({ range }: Record<string, string>) => range === 'bytes=0-';
    const inwards = { redirectTo: secure.url('/film.mp4', '127.0.0.1') };
    const film = await films.moovFirst();
    secure.serve('/whole.mp4', film, { ranges: false });
    secure.serve('/film.mp4', film);
    secure.serve('/inwards.mp4', film, {
      ranges: false,
      fault: ({ headers }) => (isOfVideo(headers) ? { kind: 'behave', behaviour: inwards } : undefined),
    });
    await playedTo(await viewer.play(secure.url('/whole.mp4', 'films.test')), 0.1);
    const page = await viewer.play(secure.url('/inwards.mp4', 'films.test'));
    await page.waitForSelector('[data-view="failure"]:not([hidden]) [data-action="retry"]');
    const error = await shownError(page);
    expect(error.code).toBe('http/range-ignored');
    expect(error.text.length).toBeGreaterThan(40);
    const isAsked = ({ path, headers }: LoggedRequest) => path === '/inwards.mp4' && isOfVideo(headers);
    expect(secure.log.some(isAsked)).toBe(true);
    expect(secure.log.filter(({ path }) => path === '/film.mp4')).toEqual([]);
    await secure.close();
  });

  // Chromium's worker is not cut off by what the driver can do, and a page opened later not told of it.
  test.skipIf(browser === 'chromium')(
    'a film opened while there is no network begins when there is',
    async () => {
      // Firefox keeps connections within the computer that are open already.
      await origin.goDown();
      await viewer.setOffline(true);
      const page = await viewer.play(origin.url('/film.mp4'));
      expect((await shownError(page)).code).toBe('network/offline');
      await origin.comeBack();
      await viewer.setOffline(false);
      expect(await firstFrame(page)).toBeGreaterThanOrEqual(0);
    },
  );

  test('trying again after an error plays', async () => {
    const page = await viewer.play(origin.url('/later.mp4'));
    expect((await shownError(page)).code).toBe('http/gone');
    origin.serve('/later.mp4', await films.moovLast(), capped);
    await page.click('[data-action="retry"]');
    expect(await firstFrame(page)).toBeGreaterThanOrEqual(0);
  });
});
