// What becomes of a film of the matrix in a player, be it Funnel's or the browser's own.
import type { Page } from 'puppeteer-core';
import { type FormatRow, fps, truthOf } from '../formats/row';
import { placesOf, type Seen } from '../formats/seen';
import { readFrameNumber } from '../media/films';
import type { StoredPicture } from '../media/frame-number';

/** Whoever shows nothing for so long, on a fast line, never will. */
const patienceMs = 12_000;

/**
 * @param places to be looked at, in seconds; those of the film's own duration where there are none
 * @param listen tells how late the sound is to the picture
 */
export async function see(
  page: Page,
  row: FormatRow,
  places?: readonly number[],
  listen?: (page: Page) => Promise<number | null>,
): Promise<Seen> {
  const begun = await page.evaluate(begin, patienceMs);
  const nothing = {
    durationSeconds: 0,
    size: '0x0',
    frames: [],
    hasEnded: false,
    hasSound: false,
    soundLateSeconds: null,
    isNative: false,
    places: [],
  };
  if (begun.outcome !== 'plays') return { ...nothing, ...begun };
  const { size } = begun;
  const { durationSeconds: truth } = truthOf(row);
  // Chromium's own player counts what was cut from a live stream from the stream's beginning, or without end.
  const lasts = Math.abs((begun.durationSeconds ?? Infinity) - truth) < 0.1 ? begun.durationSeconds : truth;
  const at = places ?? placesOf(lasts, row.fps ?? fps);
  const frames: number[] = [];
  const stored = {
    widthPx: 320,
    heightPx: 180,
    turnDegrees: row.turnDegrees ?? 0,
    isMirrored: row.isMirrored ?? false,
  };
  // Who does not come to rest at one place will not at another.
  for (const seconds of at) frames.push(frames.at(-1) === -2 ? -2 : await frameAt(page, seconds, stored));
  const soundLateSeconds = size === '0x0' || !listen ? null : await listen(page);
  const ended = await page.evaluate(playToEnd, frames.at(-1) === -2 ? 0 : patienceMs);
  return { ...begun, ...ended, frames: size === '0x0' ? [] : frames, places: at, soundLateSeconds };
}

/** Awaits the first picture or sound, or the error. */
async function begin(patienceMs: number) {
  const video = document.querySelector('video')!;
  const until = performance.now() + patienceMs;
  let outcome: 'plays' | 'fails' | 'hangs' = 'hangs';
  while (outcome === 'hangs' && performance.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, 10));
    if (
      document.querySelector('[data-view="failure"]:not([hidden])') ||
      (video.error && document.querySelector('[data-view]') === null)
    )
      outcome = 'fails';
    // Funnel begins by itself; to stop it before it does would be too early.
    else if (video.readyState >= 2 && !(video.paused && document.querySelector('[data-view]')))
      outcome = 'plays';
  }
  return {
    outcome,
    durationSeconds: video.duration,
    size: `${video.videoWidth}x${video.videoHeight}`,
    notice: document.querySelector<HTMLElement>('[data-error]:not([hidden])')?.dataset.error ?? null,
    isNative: !video.src.startsWith('blob:'),
  };
}

/** The number of the frame on which a seek comes to rest; -2 where it does not. */
async function frameAt(page: Page, seconds: number, stored: StoredPicture): Promise<number> {
  const sought = await page.evaluate(
    async (to: number, patience: number) => {
      const video = document.querySelector('video')!;
      video.pause();
      const shown = new Promise((resolve) => video.requestVideoFrameCallback(resolve));
      const sought = await new Promise<boolean>((resolve) => {
        video.addEventListener('seeked', () => resolve(true), { once: true });
        video.addEventListener('error', () => resolve(false), { once: true });
        setTimeout(() => resolve(false), patience);
        video.currentTime = to;
      });
      // The picture on screen follows the event by a turn of the compositor, or some; none comes where it stays the same.
      await Promise.race([shown, new Promise((resolve) => setTimeout(resolve, 300))]);
      for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => requestAnimationFrame(resolve));
      return sought;
    },
    seconds,
    patienceMs,
  );
  const video = await page.waitForSelector('video');
  // Of another host: the browser's own player in Funnel's page.
  return sought ? page.evaluate(readFrameNumber, video!, stored).catch(() => -1) : -2;
}

async function playToEnd(patienceMs: number) {
  const video = document.querySelector('video')!;
  const hasEnded = await new Promise<boolean>((resolve) => {
    video.addEventListener('ended', () => resolve(true), { once: true });
    video.addEventListener('error', () => resolve(false), { once: true });
    setTimeout(() => resolve(false), patienceMs);
    video.play().catch(() => {});
  });
  return {
    hasEnded,
    // Only now is it sure of a film that does not say it; JSON has no word for Infinity.
    durationSeconds: video.duration || 0,
    // What Firefox and Chromium call it.
    hasSound:
      'mozHasAudio' in video
        ? video.mozHasAudio === true
        : Reflect.get(video, 'webkitAudioDecodedByteCount') > 0,
    notice: document.querySelector<HTMLElement>('[data-error]:not([hidden])')?.dataset.error ?? null,
    isNative: !video.src.startsWith('blob:'),
  };
}
