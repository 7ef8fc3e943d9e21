import type { Page } from 'puppeteer-core';

/** What a page's `<video>` shows just now. */
export interface Reading {
  /** Of the film. */
  seconds: number;
  framesPresented: number;
  /** Since the page was opened. 0 on the player's page, which does not count them. */
  stalls: number;
  stalledSeconds: number;
  /** The player's own figures as it words them: speed, connections, times real time. */
  status: string[];
  error: string | null;
}

export function read(page: Page): Promise<Reading> {
  return page.evaluate(() => {
    const video = document.querySelector('video');
    const quality = video?.getVideoPlaybackQuality();
    const failed = document.querySelector<HTMLElement>('[data-error]');
    return {
      seconds: video?.currentTime ?? 0,
      framesPresented: (quality?.totalVideoFrames ?? 0) - (quality?.droppedVideoFrames ?? 0),
      stalls: Number(video?.dataset.stalls ?? 0),
      stalledSeconds: Number(video?.dataset.stalledSeconds ?? 0),
      status: Array.from(document.querySelectorAll('[data-status]'), (figure) => figure.textContent ?? ''),
      error: failed ? `${failed.dataset.error}: ${failed.textContent}` : null,
    };
  });
}

/** @param plain null where there is no plain video beside it */
export function liveLine(elapsedSeconds: number, funnel: Reading, plain: Reading | null): string {
  const figures = funnel.status.filter((figure) => figure !== '').join(', ');
  const left = `Funnel played ${seconds(funnel.seconds)} (${funnel.error ?? figures})`;
  const right = plain && `plain <video> ${seconds(plain.seconds)}, stalled ${plain.stalls}×`;
  return [`${Math.round(elapsedSeconds)} s`.padStart(5), left, right].filter(Boolean).join(' │ ');
}

const seconds = (value: number): string => `${value.toFixed(1)} s`.padStart(6);
