import { isForNext } from './kept-index';

/** Where in the film a tab stands. */
export interface Place {
  readonly atSeconds: number;
  readonly isPaused: boolean;
}

const keepEveryMs = 2_000;

/**
 * Keeps the place with the tab's own history entry, so that it is there again when the tab was discarded, reloaded, or
 * closed and reopened, and nowhere else: a private window takes it along when it closes.
 * @param isPaused whether the viewer has paused the film: one that has not begun yet, or has failed, stands by itself
 */
export function keepPlace(video: HTMLVideoElement, isPaused: () => boolean): void {
  let keptAtMs = -Infinity;
  let isLeaving = false;
  const keep = () => {
    // The entry is another film's by now.
    if (isLeaving || isForNext()) return;
    // Before there is a picture it has not come to the place it was to begin at.
    if (video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) return;
    keptAtMs = performance.now();
    const place: Place = { atSeconds: video.ended ? 0 : video.currentTime, isPaused: isPaused() };
    history.replaceState({ place }, '');
  };
  video.addEventListener('timeupdate', () => {
    if (performance.now() - keptAtMs >= keepEveryMs) keep();
  });
  for (const type of ['play', 'pause', 'seeked', 'ended']) video.addEventListener(type, keep);
  addEventListener('hashchange', () => {
    isLeaving = true;
  });
  addEventListener('pagehide', keep);
}

/** What was kept. Anything may have been stored there. */
export function keptPlace(): Place | null {
  const { atSeconds, isPaused }: Partial<Record<string, unknown>> = history.state?.place ?? {};
  const isPlace = typeof atSeconds === 'number' && Number.isFinite(atSeconds) && atSeconds >= 0;
  return isPlace ? { atSeconds, isPaused: isPaused === true } : null;
}
