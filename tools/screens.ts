// `npm run screens`: the pictures of docs/screens, taken of the real thing.
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Page } from 'puppeteer-core';
import { openPopup } from '../test/browser/popup';
import { launchViewer } from '../test/browser/viewer';
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
await mkdir(path('docs/screens'), { recursive: true });
const viewer = await launchViewer('chromium', { remembers: true });

try {
  const player = await viewer.play(origin.url('/A%20dozen%20connections.mp4', 'films.test'));
  await playedTo(player, 11);
  await player.mouse.move(600, 400);
  await player.keyboard.press('i');
  await playedTo(player, 13.5);
  await player.mouse.move(610, 410);
  await takePicture(player, 'player');
  await player.keyboard.press('i');
  await player.keyboard.press('?');
  await player.waitForSelector('dialog.help[open]');
  await takePicture(player, 'keys');
  await player.close();

  const captioned = await viewer.play(origin.url('/captioned.mp4', 'films.test'));
  await captioned.waitForSelector('[data-view="toast"] ::-p-text(captioned.srt)');
  await captioned.click('[data-view="tracks-button"]');
  await captioned.waitForSelector('#tracks:popover-open');
  await captioned.waitForSelector('[data-view="toast"]', { hidden: true });
  await takePicture(captioned, 'captions');

  const failed = await viewer.play(origin.url('/gone.mp4', 'films.test'));
  await shownError(failed);
  await takePicture(failed, 'error');

  const recent = {
    url: origin.url('/recent.mp4'),
    mirrors: [],
    referrer: null,
    title: 'A film from last week.mp4',
  };
  const recentFilms = [{ ...recent, positionSeconds: 2460, durationSeconds: 5400, atMs: 1 }];
  const welcome = await viewer.openExtensionPage('welcome/index.html');
  await takePicture(welcome, 'welcome');
  await welcome.evaluate(`chrome.storage.local.set(${JSON.stringify({ recentFilms })})`);
  const list = '<a href="/A%20dozen%20connections.mp4">A film</a> <a href="/gone.mp4">Another</a>';
  origin.serve('/list.html', { bytes: new TextEncoder().encode(list) }, { contentType: 'text/html' });
  const popup = await openPopup(viewer, await viewer.openPage(origin.url('/list.html')));
  await popup.press('[data-action="find"]');
  await popup.until("document.querySelectorAll('#found small:not(:empty)').length === 2");
  await takePicture(popup.page!, 'popup');

  const options = await viewer.openExtensionPage('options/index.html');
  await options.waitForSelector('#key-help');
  await options.setViewport({ width: 900, height: 1200 });
  await takePicture(options, 'options');
} finally {
  await viewer.close();
  await origin.close();
}

/** When everything that fades or slides has come to rest. */
async function takePicture(page: Page, name: string): Promise<void> {
  await page.evaluate(async () => {
    const finite = document
      .getAnimations()
      .filter(({ effect }) => effect?.getComputedTiming().iterations !== Infinity);
    await Promise.all(finite.map(({ finished }) => finished.catch(() => {})));
  });
  await page.screenshot({ path: path(`docs/screens/${name}.png`) as `${string}.png` });
}
