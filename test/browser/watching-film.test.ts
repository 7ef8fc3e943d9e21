import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { KeyInput, Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { playerAddress, withNextLinks } from '../../src/shared/player-address';
import { readFrameNumber } from '../media/films';
import { type LoggedRequest, type Origin, startOrigin } from '../server/origin';
import { films, fps } from './films';
import { mediaKeysOf } from './media-keys';
import { launchViewer, nextPlayer, reloadExtension, type Viewer } from './viewer';
import { watchedBefore } from './watched-before';
import { bufferedAhead, playedTo, playhead, shownError, shownFrame } from './watching';

/** Saves the picture from the menu: the name of its file, and how wide and high it is. */
async function savedPicture(page: Page): Promise<[string, number[]]> {
  const folder = await mkdtemp(path.join(tmpdir(), 'funnel-picture-'));
  const session = await page.browser().target().createCDPSession();
  const isThere = new Promise<void>((resolve) => {
    session.on('Browser.downloadProgress', ({ state }) => state === 'completed' && resolve());
  });
  const behaviour = { behavior: 'allow', downloadPath: folder, eventsEnabled: true } as const;
  await session.send('Browser.setDownloadBehavior', behaviour);
  await page.click('[data-view="save-picture"]');
  await isThere;
  const [name] = await readdir(folder);
  const bytes = await readFile(path.join(folder, name!));
  await rm(folder, { recursive: true });
  return [name!, [bytes.readUInt32BE(16), bytes.readUInt32BE(20)]];
}

describe.each(['chromium', 'firefox'] as const)('in %s', (browser) => {
  let viewer: Viewer;
  let origin: Origin;

  beforeAll(async () => {
    [viewer, origin] = await Promise.all([launchViewer(browser, { remembers: true }), startOrigin()]);
    origin.serve('/film.mp4', await films.moovFirst());
  });
  afterAll(() => Promise.all([viewer?.close(), origin?.close()]));

  /** The frame that the timeline shows a picture of, where it is pointed at. */
  const picturedFrame = async (page: Page, seconds: number): Promise<number> => {
    await pointAt(page, seconds);
    const timeline = await page.waitForSelector('media-time-range[mediapreviewimage^="blob:"]');
    const picture = await timeline!.evaluateHandle(async (each) => {
      const image = new Image();
      image.src = each.getAttribute('mediapreviewimage')!;
      await image.decode();
      return image;
    });
    const large = { widthPx: 640, heightPx: 360, turnDegrees: 0, isMirrored: false };
    return page.evaluate(readFrameNumber, picture, large);
  };
  const pointAt = async (page: Page, seconds: number): Promise<void> => {
    const timeline = await page.waitForSelector('media-time-range');
    const { x, y, width, height } = (await timeline!.boundingBox())!;
    await page.mouse.move(x + (width * seconds) / 60, y + height / 2);
  };
  /** Resolves when the video has this property, within a hundredth where it is a number. */
  const has = async (page: Page, name: string, value: number | boolean) => {
    await page.waitForFunction(
      (property: string, wanted: number | boolean) => {
        const found: unknown = Reflect.get(document.querySelector('video')!, property);
        return typeof wanted === 'number' ? Math.abs(Number(found) - wanted) < 0.01 : found === wanted;
      },
      {},
      name,
      value,
    );
  };
  /** Presses keys, and waits until the video has this property. */
  const press = async (page: Page, keys: string, name: string, value: number | boolean) => {
    for (const key of keys.split(' ')) {
      await page.keyboard.press((key === 'Space' ? ' ' : key) as KeyInput);
    }
    await has(page, name, value);
  };

  test('the timeline shows pictures of film in hand, seen or not, and elsewhere the time alone', async () => {
    const laterHangs = ({ range }: LoggedRequest) =>
      range && range.start > 6_000_000 ? ({ kind: 'hang' } as const) : undefined;
    origin.serve('/half.mp4', await films.moovFirst(), { fault: laterHangs });
    const page = await viewer.play(origin.url('/half.mp4'));
    await playedTo(page, 0.5);
    await press(page, 'k', 'paused', true);
    await bufferedAhead(page, 20);
    const seen = await picturedFrame(page, 0.8);
    expect(seen).toBeGreaterThanOrEqual(0);
    expect(seen).toBeLessThan(fps);
    // Key frames, two seconds apart.
    await pointAt(page, 55);
    await page.waitForSelector('media-time-range[mediapreviewtime]:not([mediapreviewimage])');
    expect(await picturedFrame(page, 17)).toBe(16 * fps);
    await pointAt(page, 55);
    await page.waitForSelector('media-time-range[mediapreviewtime]:not([mediapreviewimage])');
    expect(await picturedFrame(page, 11)).toBe(10 * fps);
    await page.close();
  });

  test('keys do what people know them to do, are told by a sheet, and may be changed', async () => {
    const page = await viewer.play(origin.url('/film.mp4'));
    await playedTo(page, 0.5);
    await press(page, 'k', 'paused', true);
    await press(page, 'Home', 'currentTime', 0);
    await press(page, 'l l', 'currentTime', 20);
    await press(page, 'j', 'currentTime', 10);
    await press(page, 'ArrowRight ArrowRight', 'currentTime', 20);
    await press(page, 'ArrowLeft', 'currentTime', 15);
    await press(page, '5', 'currentTime', 30);
    await press(page, '0', 'currentTime', 0);
    for (const [key, frame] of [
      ['.', 1],
      ['.', 2],
      [',', 1],
    ] as const) {
      await press(page, key, 'currentTime', (frame + 0.5) / fps);
      await vi.waitUntil(async () => (await shownFrame(page)) === frame, { timeout: 20_000 });
    }
    await press(page, 'Home', 'currentTime', 0);
    await press(page, 'ArrowDown ArrowDown', 'volume', 0.9);
    await press(page, 'ArrowUp', 'volume', 0.95);
    await press(page, 'm', 'muted', true);
    await press(page, 'm', 'muted', false);
    await press(page, '> >', 'playbackRate', 1.5);
    await press(page, '< < <', 'playbackRate', 0.75);
    await press(page, '>', 'playbackRate', 1);
    await press(page, 'r', 'loop', true);
    await press(page, 'r', 'loop', false);
    await page.keyboard.press('f');
    await page.waitForFunction(() => document.fullscreenElement?.localName === 'media-controller');
    await page.keyboard.press('f');
    await page.waitForFunction(() => document.fullscreenElement === null);

    // While the sheet is open, keys are its own.
    await page.keyboard.press('?');
    await page.waitForSelector('dialog.help[open]');
    const sheet = await page.$eval('dialog.help', (dialog) => dialog.textContent.replace(/\s+/g, ' '));
    expect(sheet).toContain('Play or pauseSpace K');
    expect(sheet).toContain('To tenths of the film0 – 9');
    await page.keyboard.press('l');
    await page.keyboard.press('Escape');
    await page.waitForSelector('dialog.help:not([open])');
    await page.waitForFunction(() => !document.activeElement?.closest('dialog'));
    await has(page, 'currentTime', 0);
    await press(page, 'Space', 'paused', false);
    await press(page, 'End', 'ended', true);

    // Told after the player, which has listened for longer.
    await page.evaluate('chrome.storage.onChanged.addListener(() => { globalThis.isTold = true; })');
    const options = await viewer.openExtensionPage('options/index.html');
    await options.waitForSelector('#key-forward');
    await options.focus('#key-forward');
    await options.keyboard.press('Enter');
    await options.keyboard.press('k');
    expect(await shownError(options)).toEqual({
      code: 'taken',
      text: 'K is taken: “Play or pause”. Give that another key first.',
    });
    await options.keyboard.press('q');
    await options.waitForFunction(() => document.querySelector('#key-forward')?.textContent === 'Q');
    expect(await options.$('[data-error]')).toBe(null);
    const standard = await options.waitForSelector('#key-default-forward', { visible: true });
    expect(await standard!.evaluate((each) => each.textContent)).toBe('Default: L.');

    await page.bringToFront();
    await page.waitForFunction('globalThis.isTold');
    await has(page, 'paused', true);
    await press(page, 'Home', 'currentTime', 0);
    await press(page, 'q l', 'currentTime', 10);
    await options.bringToFront();
    await options.click('[data-action="reset"]');
    await options.waitForFunction(() => document.querySelector('#key-forward')?.textContent === 'L');
    await options.waitForSelector('#key-default-forward', { hidden: true });
    await viewer.closeTabs();
  });

  test('the buttons and the timeline do by the mouse what they show', async () => {
    const page = await viewer.play(origin.url('/film.mp4'));
    await playedTo(page, 0.5);
    await page.waitForSelector('media-control-bar:defined');
    await page.click('media-play-button');
    await has(page, 'paused', true);
    await pointAt(page, 30);
    await page.mouse.down();
    await page.mouse.up();
    const clickedAt = await playhead(page);
    expect(Math.abs(clickedAt - 30)).toBeLessThan(0.5);
    await page.click('media-seek-forward-button');
    await has(page, 'currentTime', clickedAt + 10);
    await page.click('media-seek-backward-button');
    await has(page, 'currentTime', clickedAt);
    await pointAt(page, 20);
    await page.mouse.down();
    for (const seconds of [25, 35, 45]) await pointAt(page, seconds);
    await page.mouse.up();
    await page.waitForFunction(() => Math.abs(document.querySelector('video')!.currentTime - 45) < 0.5);
    await page.click('media-mute-button');
    await has(page, 'muted', true);
    await page.click('media-mute-button');
    await has(page, 'muted', false);
    const volume = (await (await page.waitForSelector('media-volume-range'))!.boundingBox())!;
    await page.mouse.click(volume.x + volume.width / 2, volume.y + volume.height / 2);
    await page.waitForFunction(() => Math.abs(document.querySelector('video')!.volume - 0.5) < 0.1);
    await press(page, Array(12).fill('ArrowUp').join(' '), 'volume', 1);
    await page.click('media-fullscreen-button');
    await page.waitForFunction(() => document.fullscreenElement?.localName === 'media-controller');
    await page.click('media-fullscreen-button');
    await page.waitForFunction(() => document.fullscreenElement === null);
    if (browser === 'chromium') {
      await page.click('media-pip-button');
      await page.waitForFunction(() => document.pictureInPictureElement?.localName === 'video');
      await page.click('media-pip-button');
      await page.waitForFunction(() => document.pictureInPictureElement === null);
    }
    await page.click('media-play-button');
    await playedTo(page, 45.5);
    await page.close();
  });

  test('media keys play, pause, seek, and lead to the next film', async () => {
    const next = origin.url('/film.mp4?part=2');
    const hash = withNextLinks(playerAddress(origin.url('/film.mp4')), [next]);
    const page = await viewer.openExtensionPage(hash);
    const press = await mediaKeysOf(viewer, page);
    await playedTo(page, 0.5);
    await press('pause');
    await has(page, 'paused', true);
    await press('seekto', 20);
    await has(page, 'currentTime', 20);
    await press('seekforward', 10);
    await has(page, 'currentTime', 30);
    await press('seekbackward', 5);
    await has(page, 'currentTime', 25);
    await press('play');
    await has(page, 'paused', false);
    expect(await page.evaluate(() => navigator.mediaSession.metadata?.title)).toBe('film.mp4');
    await press('nexttrack');
    await page.waitForFunction(
      (sought: string) => location.hash === sought,
      {},
      `#url=${encodeURIComponent(next)}`,
    );
    await playedTo(page, 0.2);
    await page.close();
  });

  test('speed, a picture and a part to repeat are had from the menu, and the screen stays on', async () => {
    const page = await viewer.play(origin.url('/film.mp4'));
    await playedTo(page, 0.5);
    await page.evaluate(() => {
      const video = document.querySelector('video')!;
      // Told after the page's own listener, which has listened for longer.
      video.addEventListener('pause', () => (video.dataset.hasPaused = 'yes'));
    });
    await press(page, 'k', 'paused', true);
    // Until then the first lock is still held, and no other is asked for.
    await page.waitForSelector('video[data-has-paused]');
    await page.evaluate(() => {
      const { request } = WakeLock.prototype;
      WakeLock.prototype.request = async function (...args) {
        const lock = await request.apply(this, args);
        Object.assign(globalThis, { lock });
        return lock;
      };
    });
    const isAwake = async (wanted: boolean) => {
      await page.waitForFunction((is) => Reflect.get(globalThis, 'lock')?.released === !is, {}, wanted);
    };
    await press(page, 'k', 'paused', false);
    await isAwake(true);
    await press(page, 'k', 'paused', true);
    await isAwake(false);

    await page.waitForSelector('media-control-bar:defined');
    await page.click('[data-view="playback-button"]');
    await page.keyboard.press('Tab');
    await page.waitForSelector('[data-view="rate"]:focus');
    await press(page, 'ArrowRight ArrowRight', 'playbackRate', 1.1);
    await page.waitForSelector('[data-view="playback-button"] ::-p-text(1.1×)');
    await page.click('[data-view="rate-usual"]');
    await has(page, 'playbackRate', 1);
    await page.click('[data-view="repeats"]');
    await has(page, 'loop', true);
    await page.click('[data-view="repeats"]');
    await has(page, 'loop', false);

    await page.keyboard.press('Escape');
    await press(page, '5', 'currentTime', 30);
    await page.keyboard.press('b');
    await press(page, 'ArrowRight', 'currentTime', 35);
    await page.keyboard.press('b');
    await page.evaluate(() => {
      const video = document.querySelector('video')!;
      video.addEventListener('seeked', () => {
        video.dataset.wentBack = String(video.currentTime < 31);
      });
    });
    await press(page, 'k', 'paused', false);
    await page.waitForFunction(() => document.querySelector('video')!.dataset.wentBack === 'true');
    await press(page, 'k', 'paused', true);
    await page.keyboard.press('b');
    await page.waitForSelector('[data-view="part"]', { hidden: true });

    await page.click('[data-view="playback-button"]');
    await page.click('[data-view="copy-picture"]');
    await page.waitForSelector('[data-view="toast"] ::-p-text(Picture copied)');
    // A browser that is not told where would put it among its user's own files.
    if (browser === 'chromium') expect(await savedPicture(page)).toEqual(['film 0.30.png', [640, 360]]);
    await page.keyboard.press('Escape');
    await page.close();
  });

  test('a finger shows the controls before it presses them, and jumps by two taps; they go by themselves', async () => {
    const page = await viewer.play(origin.url('/film.mp4?by-hand'));
    await playedTo(page, 0.5);
    await page.waitForSelector('media-control-bar:defined');
    const shownAre = (opacity: string) =>
      page.waitForFunction(
        (wanted) => getComputedStyle(document.querySelector('.bottom')!).opacity === wanted,
        {},
        opacity,
      );
    await shownAre('0');
    expect(await page.$eval('video', (video) => getComputedStyle(video).cursor)).toBe('none');
    const { x, y, width, height } = (await (await page.$('media-play-button'))!.boundingBox())!;
    const tapPlay = () => page.touchscreen.tap(x + width / 2, y + height / 2);
    await tapPlay();
    await shownAre('1');
    await has(page, 'paused', false);
    await tapPlay();
    await has(page, 'paused', true);
    await press(page, '5', 'currentTime', 30);
    // Two real taps come as far apart as the driver pleases.
    for (const [share, seconds] of [
      [0.9, 40],
      [0.1, 30],
    ] as const) {
      await page.$eval(
        'video',
        (video, at) => {
          const clientX = video.clientWidth * at;
          for (let tap = 0; tap < 2; tap++) {
            video.dispatchEvent(new PointerEvent('click', { pointerType: 'touch', clientX }));
          }
        },
        share,
      );
      await has(page, 'currentTime', seconds);
    }
    // Nor do they go from under somebody's focus.
    await press(page, 'k', 'paused', false);
    await page.focus('media-play-button');
    await page.waitForSelector('media-controller[userinactive]');
    await shownAre('1');
    await page.close();
  });

  /** A link of its own: with what the tests before have left, it has nothing to do. */
  const link = () => origin.url('/film.mp4?again');
  const leave = async () => {
    const page = await viewer.play(link());
    await playedTo(page, 0.5);
    await press(page, 'k', 'paused', true);
    await press(page, 'Home l ArrowRight', 'currentTime', 15);
    const kept =
      'chrome.storage.local.get("recentFilms").then(({ recentFilms }) => recentFilms?.[0]?.positionSeconds)';
    await expect.poll(() => page.evaluate(kept), { timeout: 30_000 }).toBe(15);
    return page;
  };
  const offer = async (page: Page) => {
    const bar = await page.waitForSelector('[data-view="resume"]', { visible: true });
    return bar!.evaluate((each) => each.textContent);
  };

  test('a film goes on where it was left, as loud and as fast as before', async () => {
    const page = await leave();
    await press(page, 'ArrowDown ArrowDown', 'volume', 0.9);
    await press(page, '>', 'playbackRate', 1.25);
    await page.waitForFunction(
      'chrome.storage.local.get("viewing").then(({ viewing }) => viewing?.rate === 1.25)',
    );
    await page.close();

    const again = await viewer.play(link());
    expect(await offer(again)).toBe('Goes on at 0:15From the start');
    await playedTo(again, 15.1);
    await press(again, 'k', 'paused', true);
    await has(again, 'volume', 0.9);
    await has(again, 'playbackRate', 1.25);
    await press(again, '<', 'playbackRate', 1);
    await again.click('[data-view="resume"] button');
    await again.waitForFunction(() => document.querySelector('video')!.currentTime < 10);
    await again.close();
  });

  test('a film that was longer when it was left begins at its start', async () => {
    const url = origin.url('/film.mp4?shorter');
    const popup = await viewer.openExtensionPage('popup/index.html');
    await watchedBefore(popup, { url, title: 'A film', positionSeconds: 300, durationSeconds: 600 });
    await popup.close();
    const page = await viewer.play(url);
    await playedTo(page, 0.5);
    expect(await playhead(page)).toBeLessThan(20);
    expect(await page.$('[data-view="resume"]:not([hidden])')).toBe(null);
    await page.close();
  });

  test.runIf(browser === 'firefox')(
    'when the extension has been reloaded, its list of films goes on at the same second',
    async () => {
      await leave();
      await reloadExtension(viewer.browser);
      const popup = await viewer.openExtensionPage('popup/index.html');
      await popup.waitForSelector('#recent li button');
      const opened = nextPlayer(viewer);
      popup.click('#recent li button').catch(() => {});
      const again = await opened;
      expect(await offer(again)).toBe('Goes on at 0:15From the start');
      await playedTo(again, 15.1);
      await again.close();
    },
  );

  // What is asked of the browser here is asked in the test before.
  test.runIf(browser === 'chromium')('or as the viewer wants, and not at all', async () => {
    const options = await viewer.openExtensionPage('options/index.html');
    await options.waitForSelector('#resume');
    await options.select('#resume', 'ask');
    await (await leave()).close();
    const asked = await viewer.play(link());
    expect(await offer(asked)).toBe('You were at 0:15Go on there');
    // Who only looks in, and not for long, still finds it there.
    await playedTo(asked, 6);
    await asked.close();
    const askedAgain = await viewer.play(link());
    expect(await offer(askedAgain)).toBe('You were at 0:15Go on there');
    await askedAgain.click('[data-view="resume"] button');
    await playedTo(askedAgain, 15.1);

    await options.bringToFront();
    await options.select('#resume', 'never');
    await options.waitForFunction(
      'chrome.storage.local.get("recentFilms").then(({ recentFilms }) => recentFilms === undefined)',
    );
  });
});
