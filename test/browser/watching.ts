// What somebody before the screen would see.
import type { Page } from 'puppeteer-core';
import { readFrameNumber } from '../media/films';

/** Resolves as soon as there is a picture, with the number of the frame then on screen. */
export async function firstFrame(page: Page): Promise<number> {
  await page.waitForFunction(() => (document.querySelector('video')?.readyState ?? 0) >= 2);
  return shownFrame(page);
}

/** The number of the frame on screen; -1 when there is none. */
export async function shownFrame(page: Page): Promise<number> {
  const video = await page.waitForSelector('video');
  return page.evaluate(readFrameNumber, video!);
}

/** Seconds of film at which the playhead stands. */
export const playhead = (page: Page): Promise<number> =>
  page.evaluate(() => document.querySelector('video')?.currentTime ?? -1);

/** Resolves when playing has come to this second of the film. */
export const playedTo = async (page: Page, seconds: number): Promise<void> => {
  await page.waitForFunction(
    (to: number) => {
      const video = document.querySelector('video');
      // One that is to begin in its middle stands there before it plays.
      if (video === null || video.paused || video.currentTime < to) return false;
      return video.readyState >= HTMLMediaElement.HAVE_FUTURE_DATA || video.ended;
    },
    {},
    seconds,
  );
};

/** Resolves when so many seconds of film lie buffered ahead of the playhead. */
export const bufferedAhead = async (page: Page, seconds: number): Promise<void> => {
  await page.waitForFunction(
    (ahead: number) => {
      const { buffered, currentTime } = document.querySelector('video')!;
      return buffered.length > 0 && buffered.end(buffered.length - 1) >= currentTime + ahead;
    },
    {},
    seconds,
  );
};

/** Pauses, seeks, and resolves with the frame then shown. */
export async function frameAfterSeek(page: Page, seconds: number): Promise<number> {
  await page.evaluate(async (to: number) => {
    const video = document.querySelector('video')!;
    video.pause();
    const shown = new Promise((resolve) => video.addEventListener('seeked', resolve, { once: true }));
    video.currentTime = to;
    await shown;
    // The picture on screen follows the event by a turn of the compositor.
    for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => requestAnimationFrame(resolve));
  }, seconds);
  return shownFrame(page);
}

/** Resolves with the code of the error or notice on screen, and what it says. */
export async function shownError(page: Page): Promise<{ code: string; text: string }> {
  const element = await page.waitForSelector('[data-error]', { visible: true });
  return element!.evaluate((each) => ({
    code: (each as HTMLElement).dataset.error ?? '',
    text: each.textContent ?? '',
  }));
}

/** Counts from now on how often playing stops to wait for film. A busy processor stops it too, with film in the buffer: that is not counted. */
export async function countStalls(page: Page): Promise<() => Promise<number>> {
  await page.evaluate(() => {
    const video = document.querySelector('video')!;
    video.dataset.stalls = '0';
    video.addEventListener('waiting', () => {
      const { buffered, currentTime } = video;
      const ends = Array.from(
        { length: buffered.length },
        (_, i) => [buffered.start(i), buffered.end(i)] as const,
      );
      const ahead = ends.find(([start, end]) => start <= currentTime && currentTime < end - 0.2);
      if (!ahead) video.dataset.stalls = String(Number(video.dataset.stalls) + 1);
    });
  });
  return () => page.evaluate(() => Number(document.querySelector('video')!.dataset.stalls));
}
