import { rateMax, rateMin } from '../../shared/viewing';

/** What keys step through; the slider knows finer steps. */
const rates = [rateMin, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2, 2.5, 3, 3.5, rateMax];

export function neighbourRate(rate: number, direction: 1 | -1): number {
  const next = direction > 0 ? rates.find((other) => other > rate) : rates.findLast((other) => other < rate);
  return next ?? rate;
}

/** Also for the attempts to come: a source that is loaded anew begins at the default rate. */
export function setRate(video: HTMLVideoElement, rate: number): void {
  video.defaultPlaybackRate = rate;
  video.playbackRate = rate;
}
