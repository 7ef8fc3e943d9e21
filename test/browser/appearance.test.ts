// What a viewer sees who has set the system to other colors or to less motion, and while a page is loading. In Chromium alone,
// whose driver can set all that; the sheets are the same.
import type { Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type Origin, startOrigin } from '../server/origin';
import { trackFilms } from './track-films';
import { launchViewer, type Viewer } from './viewer';
import { watchedBefore } from './watched-before';
import { firstFrame, playedTo } from './watching';

let viewer: Viewer;
let origin: Origin;

beforeAll(async () => {
  [viewer, origin] = await Promise.all([launchViewer('chromium'), startOrigin()]);
  const film = await trackFilms.tracks();
  origin.serve('/film.mp4', film);
  origin.serve('/slow.mp4', film, { capBytesPerSecond: 2_000 });
});
afterAll(() => Promise.all([viewer?.close(), origin?.close()]));
afterEach(() => viewer.closeTabs());

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const picture = (page: Page, clip: Box): Promise<string> => page.screenshot({ clip, encoding: 'base64' });

/** With what is drawn around it. */
const boxOf = (page: Page, selector: string): Promise<Box> =>
  page.$eval(selector, (element) => {
    const { x, y, width, height } = element.getBoundingClientRect();
    return { x: x - 4, y: y - 4, width: width + 8, height: height + 8 };
  });

/** What is left of a part of the page without colors: how many pixels are not as its corner is, and how far bright and dark are apart. */
async function shapes(page: Page, selector: string): Promise<{ pixels: number; contrast: number }> {
  const png = await picture(page, await boxOf(page, selector));
  return page.evaluate(async (base64: string) => {
    const image = new Image();
    image.src = `data:image/png;base64,${base64}`;
    await image.decode();
    const context = new OffscreenCanvas(image.width, image.height).getContext('2d')!;
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, image.width, image.height);
    const linear = (value: number) => (value <= 10 ? value / 3295 : ((value / 255 + 0.055) / 1.055) ** 2.4);
    const luminance = Array.from({ length: data.length / 4 }, (_, at) => {
      const [red, green, blue] = [data[4 * at]!, data[4 * at + 1]!, data[4 * at + 2]!].map(linear);
      return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
    });
    const contrast = (one: number, other: number) =>
      (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    return {
      pixels: luminance.filter((each) => contrast(each, luminance[0]!) >= 3).length,
      contrast: contrast(Math.max(...luminance), Math.min(...luminance)),
    };
  }, png);
}

test('in colors of the viewer’s own, shapes tell what has the focus, what is open and what is in hand', async () => {
  const page = await viewer.play(origin.url('/film.mp4'));
  await firstFrame(page);
  await page.evaluate(() => document.querySelector('video')!.pause());
  await page.waitForSelector('[data-view="chapters-button"]', { visible: true });
  // From here on nothing moves by itself.
  await page.waitForSelector('[data-status="connections"] ::-p-text(at rest)');
  const session = await page.createCDPSession();
  const features = [{ name: 'forced-colors', value: 'active' }];
  await session.send('Emulation.setEmulatedMedia', { features });
  await page.waitForFunction(() => matchMedia('(forced-colors: active)').matches);

  await page.focus('.pill');
  const stops: string[] = [];
  let former: { box: Box; focused: string } | null = null;
  for (;;) {
    await page.keyboard.press('Tab');
    const stop = await page.evaluate(() => {
      const { localName, dataset } = document.activeElement as HTMLElement;
      document.activeElement!.setAttribute('data-stop', '');
      return {
        name: dataset.view ?? dataset.toggle ?? localName,
        isControl: document.activeElement!.closest('.bottom') !== null,
      };
    });
    if (former) {
      const bare = await picture(page, former.box);
      expect(bare === former.focused, `${stops.at(-1)} looks the same without the focus`).toBe(false);
    }
    if (!stop.isControl) break;
    stops.push(stop.name);
    const box = await boxOf(page, '[data-stop]');
    former = { box, focused: await picture(page, box) };
    await page.evaluate(() => document.activeElement!.removeAttribute('data-stop'));
  }
  expect(stops.length).toBeGreaterThan(9);

  expect((await shapes(page, '[data-view="strip"]')).contrast).toBeGreaterThan(3);
  const button = '.control[data-toggle="panel"]';
  const closed = await shapes(page, button);
  await page.keyboard.press('i');
  await page.waitForSelector('#panel .chart canvas');
  const open = await shapes(page, button);
  expect(open.pixels).toBeGreaterThan(closed.pixels + 10);
  for (const part of ['[data-view="pieces"]', '[data-view="chart"]', '.legend', '.panel .close']) {
    expect((await shapes(page, part)).contrast, part).toBeGreaterThan(3);
  }
  const menuClosed = await shapes(page, '[data-view="tracks-button"]');
  await page.click('[data-view="tracks-button"]');
  await page.waitForSelector('#tracks:popover-open');
  const menuOpen = await shapes(page, '[data-view="tracks-button"]');
  expect(menuOpen.pixels).toBeGreaterThan(menuClosed.pixels + 10);
});

test('who wants less motion sees nothing move while a film is waited for', async () => {
  const page = await viewer.play(origin.url('/slow.mp4'));
  await page.waitForSelector('.spinner', { visible: true });
  await page.keyboard.press('i');
  await page.waitForSelector('.panel .lane', { visible: true });
  /** What turns, slides or grows just now. That something fades is no movement. */
  const moving = () =>
    page.evaluate(() => {
      const told = new Set(['offset', 'computedOffset', 'easing', 'composite', 'opacity', 'backgroundColor']);
      return document
        .getAnimations()
        .filter(({ playState }) => playState === 'running')
        .flatMap(({ effect }) => (effect as KeyframeEffect).getKeyframes().flatMap(Object.keys))
        .filter((property) => !told.has(property));
    });
  expect(await moving()).not.toEqual([]);
  await page.emulateMediaFeatures([{ name: 'prefers-reduced-motion', value: 'reduce' }]);
  await page.waitForFunction(() => matchMedia('(prefers-reduced-motion: reduce)').matches);
  expect(await moving()).toEqual([]);
  await page.waitForSelector('[data-view="waiting-reason"]', { visible: true });
});

/** How much of what is seen was moved about since the page began, without anybody having touched it. */
const shifts = (page: Page): Promise<number> =>
  page.evaluate(async () => {
    // A frame more: what was moved last is told with the next.
    for (let frame = 0; frame < 2; frame++) await new Promise((resolve) => requestAnimationFrame(resolve));
    interface LayoutShift extends PerformanceEntry {
      readonly value: number;
      readonly hadRecentInput: boolean;
    }
    const observer = new PerformanceObserver(() => {});
    observer.observe({ type: 'layout-shift', buffered: true });
    return (observer.takeRecords() as LayoutShift[])
      .filter(({ hadRecentInput }) => !hadRecentInput)
      .reduce((sum, { value }) => sum + value, 0);
  });

test('no page moves what it has shown while it is loading', async () => {
  const popup = await viewer.openExtensionPage('popup/index.html');
  const url = origin.url('/film.mp4');
  await watchedBefore(popup, { url, title: 'A film', positionSeconds: 65, durationSeconds: 600 });
  await popup.setViewport({ width: 380, height: 600 });
  await popup.reload();
  await popup.waitForSelector('#recent li');
  expect(await shifts(popup)).toBe(0);
  const options = await viewer.openExtensionPage('options/index.html');
  await options.waitForSelector('.profiles li');
  expect(await shifts(options)).toBe(0);
  const welcome = await viewer.openExtensionPage('welcome/index.html');
  await welcome.waitForSelector('[data-shortcut]:not(:empty)');
  expect(await shifts(welcome)).toBe(0);
  const player = await viewer.play(origin.url('/film.mp4'));
  await playedTo(player, 1);
  // A few figures get wider by a digit, each a thousandth; a tenth is what people notice (web.dev, CLS).
  expect(await shifts(player)).toBeLessThan(0.005);
});
