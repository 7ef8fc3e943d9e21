// `npm run screens`: the pictures of docs/screens, taken of the real thing. How the same looks by night, in a narrow window and
// elsewhere is for whoever changes a sheet: in artifacts/screens. Chinese needs a font that has it.
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Page } from 'puppeteer-core';
import { openPopup } from '../test/browser/popup';
import { chooseTheme } from '../test/browser/themes';
import { launchViewer, type Viewer } from '../test/browser/viewer';
import { watchedBefore } from '../test/browser/watched-before';
import { playedTo, shownError } from '../test/browser/watching';
import { startOrigin } from '../test/server/origin';

const path = (name: string) => fileURLToPath(new URL(`../${name}`, import.meta.url));

const origin = await startOrigin();
const film = path('demo/film.mp4');
origin.serve('/A%20dozen%20connections.mp4', film, { capBytesPerSecond: 25_000, rttMs: 60 });
origin.serve('/captioned.mp4', film);
origin.serve('/captioned.srt', {
  bytes: Buffer.from(
    '1\n00:00:00,000 --> 00:01:00,000\nCaptions that lie beside a film\nare found and shown.\n',
  ),
});
origin.serve('/gone.mp4', film, { status: 404 });
const list = '<a href="/A%20dozen%20connections.mp4">A film</a> <a href="/gone.mp4">Another</a>';
origin.serve('/list.html', { bytes: new TextEncoder().encode(list) }, { contentType: 'text/html' });
for (const folder of ['docs/screens', 'artifacts/screens']) await mkdir(path(folder), { recursive: true });

const wide = { width: 1280, height: 720 };
const narrow = { width: 400, height: 720 };

try {
  await withViewer(await launchViewer('chromium', { remembers: true }), async (viewer) => {
    await takePlayer(viewer, '');
    await takeCaptions(viewer);
    await takeError(viewer, '');
    await takePages(viewer, '');
  });
  await withViewer(await launchViewer('firefox', { remembers: true, isSilent: true }), async (viewer) => {
    await takePlayer(viewer, '-firefox');
    await takePages(viewer, '-firefox');
  });
  await withViewer(await launchViewer('chromium', { remembers: true, language: 'zh-CN' }), async (viewer) => {
    await takePlayer(viewer, '-zh');
    await takeError(viewer, '-zh');
    await takePages(viewer, '-zh');
  });
} finally {
  await origin.close();
}

async function withViewer(viewer: Viewer, use: (viewer: Viewer) => Promise<void>): Promise<void> {
  try {
    await use(viewer);
  } finally {
    await viewer.close();
  }
}

/** A film that is playing: alone, with its connections, in a narrow window, with its keys. */
async function takePlayer(viewer: Viewer, kind: string): Promise<void> {
  const page = await viewer.play(origin.url('/A%20dozen%20connections.mp4', 'films.test'));
  await playedTo(page, 11);
  await page.mouse.move(600, 400);
  await takePicture(page, `playing${kind}`);
  await page.keyboard.press('i');
  await playedTo(page, 13.5);
  await page.mouse.move(610, 410);
  await takePicture(page, `player${kind}`);
  await page.setViewport(narrow);
  await page.mouse.move(200, 400);
  await takePicture(page, `player${kind}-narrow`);
  await page.setViewport(wide);
  await page.keyboard.press('i');
  await page.keyboard.press('?');
  await page.waitForSelector('dialog.help[open]');
  await takePicture(page, `keys${kind}`);
  await page.keyboard.press('Escape');
  await page.setViewport(narrow);
  await page.mouse.move(210, 410);
  await takePicture(page, `playing${kind}-narrow`);
  await page.close();
}

async function takeCaptions(viewer: Viewer): Promise<void> {
  const page = await viewer.play(origin.url('/captioned.mp4', 'films.test'));
  await page.waitForSelector('[data-view="toast"] ::-p-text(captioned.srt)');
  await page.click('[data-view="tracks-button"]');
  await page.waitForSelector('#tracks:popover-open');
  await page.waitForSelector('[data-view="toast"]', { hidden: true });
  await takePicture(page, 'captions');
  await page.close();
}

async function takeError(viewer: Viewer, kind: string): Promise<void> {
  const page = await viewer.play(origin.url('/gone.mp4', 'films.test'));
  await shownError(page);
  await takePicture(page, `error${kind}`);
  await page.close();
}

/** The pages beside the player, by day and by night, in windows wide and narrow. */
async function takePages(viewer: Viewer, kind: string): Promise<void> {
  const welcome = await viewer.openExtensionPage('welcome/index.html');
  await welcome.waitForSelector('html[dir]');
  await takeAll(viewer, welcome, `welcome${kind}`, wide.width);
  const title = 'A film from last week.mp4';
  const url = origin.url('/recent.mp4');
  await watchedBefore(welcome, { url, title, positionSeconds: 2460, durationSeconds: 5400 });
  // What the driver sees of Firefox's popup is nothing.
  if (viewer.name === 'chromium') {
    const popup = await openPopup(viewer, await viewer.openPage(origin.url('/list.html')));
    await popup.press('[data-action="find"]');
    await popup.until("document.querySelectorAll('#found small:not(:empty)').length === 2");
    for (const theme of ['light', 'dark'] as const) {
      await chooseTheme(viewer, popup.page!, theme);
      await takePicture(popup.page!, `popup${kind}${theme === 'dark' ? '-dark' : ''}`);
    }
  }
  const options = await viewer.openExtensionPage('options/index.html');
  await options.waitForSelector('.profiles li');
  await options.click('.profiles summary');
  await takeAll(viewer, options, `options${kind}`, 900);
}

async function takeAll(viewer: Viewer, page: Page, name: string, widthPx: number): Promise<void> {
  await page.bringToFront();
  for (const theme of ['light', 'dark'] as const) {
    await chooseTheme(viewer, page, theme);
    for (const width of [widthPx, narrow.width]) {
      // As high as the page is: what sticks to the window's foot would else lie on what is above it.
      await page.setViewport({ width, height: 720 });
      const height = await page.evaluate(() => document.documentElement.scrollHeight);
      await page.setViewport({ width, height });
      const words = [width === narrow.width && 'narrow', theme === 'dark' && 'dark'].filter(Boolean);
      await takePicture(page, [name, ...words].join('-'));
    }
  }
}

/** When everything that fades or slides has come to rest. */
async function takePicture(page: Page, name: string): Promise<void> {
  await page.evaluate(async () => {
    const finite = document
      .getAnimations()
      .filter(({ effect }) => effect?.getComputedTiming().iterations !== Infinity);
    await Promise.all(finite.map(({ finished }) => finished.catch(() => {})));
  });
  const isShown = /^(?:[a-z]+|player-firefox|(?:player|popup|options)-zh)$/.test(name);
  const folder = isShown ? 'docs' : 'artifacts';
  await page.screenshot({ path: path(`${folder}/screens/${name}.png`) as `${string}.png` });
}
