import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Origin, startOrigin } from '../server/origin';
import { capped, films } from './films';
import { launchViewer, type Viewer } from './viewer';
import { countStalls, firstFrame, playedTo, shownError } from './watching';

const bytes = (text: string) => ({ bytes: new TextEncoder().encode(text) });

describe.each(['chromium', 'firefox'] as const)('in %s', (browser) => {
  let viewer: Viewer;
  let origin: Origin;

  beforeAll(async () => {
    [viewer, origin] = await Promise.all([launchViewer(browser), startOrigin()]);
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
    for (const page of (await viewer.browser.pages()).slice(1)) await page.close();
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
    await page.waitForSelector('[data-error] button[data-action="retry"]', { visible: true });
    expect((await shownError(page)).code).toBe('network/unreachable');
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
    await playedTo(player, 2);
    const answered = origin.log.filter(({ path, status }) => path === '/cookies-only.mp4' && status === 206);
    expect(answered.every(({ cookies }) => cookies?.includes('session=1'))).toBe(true);
    // Both lanes begin in full. Once the one without cookies is refused, it is asked for nothing more.
    const [firstAnswer] = answered;
    const refused = origin.log.filter(({ status }) => status === 403);
    expect(refused.length).toBeLessThanOrEqual(6);
    expect(refused.every(({ startedAtMs }) => startedAtMs <= firstAnswer!.firstByteAtMs!)).toBe(true);
  });

  test('pieces that break off, hang back or are refused are fetched again, and nothing is seen of it', async () => {
    let count = 0;
    origin.update('/film.mp4', {
      fault: ({ range }) => {
        count += 1;
        // The first answers decide what the file is; what comes later meets the trouble.
        if (range === null || count < 20 || count % 6 !== 0) return undefined;
        return count % 12 === 0 ? { kind: 'reset-after', bytes: 9_000 } : { kind: 'status', status: 500 };
      },
    });
    const page = await viewer.play(origin.url('/film.mp4'));
    await playedTo(page, 0.1);
    const stalls = await countStalls(page);
    await playedTo(page, 12);
    expect(origin.log.filter(({ endedBy }) => endedBy === 'fault').length).toBeGreaterThan(1);
    expect(await stalls()).toBeLessThanOrEqual(1);
    expect(await page.$('[data-error]:not([hidden])')).toBeNull();
    origin.update('/film.mp4', { fault: undefined });
  });

  test('trying again after an error plays', async () => {
    const page = await viewer.play(origin.url('/later.mp4'));
    expect((await shownError(page)).code).toBe('http/gone');
    origin.serve('/later.mp4', await films.moovLast(), capped);
    await page.click('[data-action="retry"]');
    expect(await firstFrame(page)).toBeGreaterThanOrEqual(0);
  });
});
