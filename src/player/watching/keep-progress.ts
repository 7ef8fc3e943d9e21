import { recordProgress } from '../../shared/history';
import type { PlayerRequest } from '../../shared/player-address';
import { storedViewing, type Viewing } from '../../shared/viewing';
import type { PlayerView } from '../view/player-view';

const everyMs = 5_000;

/**
 * Keeps, as long as the page is there, how far the film was watched: every few seconds, and whenever it rests.
 * @param isHeld whether what was kept before still has to stay
 * @returns to be told a link that takes the place of the one that was given
 */
export function keepProgress(
  view: PlayerView,
  request: PlayerRequest,
  viewing: Viewing,
  isHeld: () => boolean,
): (url: string) => void {
  const { video } = view;
  let { resume } = viewing;
  let recorded = -1;
  // Firefox's `played` stays empty when a film that broke off is loaded again.
  let hasPlayed = false;
  let { url } = request;
  storedViewing.watch((changed) => {
    resume = changed.resume;
  });
  const record = (): void => {
    const { currentTime: positionSeconds, duration: durationSeconds } = video;
    // A film that has not begun is none that was watched.
    const isWatched = positionSeconds > 0 && Number.isFinite(durationSeconds) && hasPlayed;
    if (resume === 'never' || isHeld() || !isWatched || positionSeconds === recorded) return;
    recorded = positionSeconds;
    // A film plays all the same where nothing can be stored.
    recordProgress({ ...request, url }, { title: view.title, positionSeconds, durationSeconds }).catch(
      () => {},
    );
  };
  setInterval(record, everyMs);
  video.addEventListener('playing', () => {
    hasPlayed = true;
  });
  for (const type of ['pause', 'seeked', 'ended']) video.addEventListener(type, record);
  video.ownerDocument.addEventListener('visibilitychange', record);
  return (replaced) => {
    url = replaced;
  };
}
