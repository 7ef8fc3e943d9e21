import { isPrivate } from '../../shared/private-window';
import { defaultViewing, storedViewing, type Viewing } from '../../shared/viewing';
import { setRate } from '../view/rates';

/** A slider that is dragged is stored when it rests. */
const restMs = 300;

/** Plays as loud and as fast as the viewer did last, and keeps what they change. Leaves no trace of a private window. */
export function keepViewing(video: HTMLVideoElement, viewing: Viewing): void {
  // Until the viewer has changed it, it is as the browser has it.
  if (viewing.volume !== defaultViewing.volume) video.volume = viewing.volume;
  video.muted = viewing.isMuted;
  setRate(video, viewing.rate);
  if (isPrivate()) return;
  let stored = soundAndRate(video);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const keep = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      const now = soundAndRate(video);
      if (JSON.stringify(now) === JSON.stringify(stored)) return;
      stored = now;
      storedViewing.change((others) => ({ ...others, ...now })).catch(() => {});
    }, restMs);
  };
  for (const type of ['volumechange', 'ratechange']) video.addEventListener(type, keep);
}

const soundAndRate = ({ volume, muted, defaultPlaybackRate }: HTMLVideoElement) => ({
  volume,
  isMuted: muted,
  rate: defaultPlaybackRate,
});
