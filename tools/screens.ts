// `npm run screens`: the pictures of docs/screens, taken of the real thing.
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Page } from 'puppeteer-core';
import { launchViewer } from '../test/browser/viewer';
import { playedTo, shownError } from '../test/browser/watching';
import { startOrigin } from '../test/server/origin';

const path = (name: string) => fileURLToPath(new URL(`../${name}`, import.meta.url));

const origin = await startOrigin();
const film = path('demo/film.mp4');
origin.serve('/A%20dozen%20connections.mp4', film, { capBytesPerSecond: 25_000, rttMs: 60 });
origin.serve('/gone.mp4', film, { status: 404 });
await mkdir(path('docs/screens'), { recursive: true });
const viewer = await launchViewer('chromium');

try {
  const player = await viewer.play(origin.url('/A%20dozen%20connections.mp4', 'films.test'));
  await playedTo(player, 11);
  await player.mouse.move(600, 400);
  await player.keyboard.press('i');
  await playedTo(player, 13.5);
  await player.mouse.move(610, 410);
  await takePicture(player, 'player');

  const failed = await viewer.play(origin.url('/gone.mp4', 'films.test'));
  await shownError(failed);
  await takePicture(failed, 'error');

  const popup = await viewer.openExtensionPage('popup/index.html');
  await popup.setViewport({ width: 380, height: 210, deviceScaleFactor: 2 });
  await takePicture(popup, 'popup');
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
