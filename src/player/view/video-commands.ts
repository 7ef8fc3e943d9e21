import { message } from '../../shared/i18n';
import type { KeyCommand } from '../../shared/keys';
import { formatTime } from './format';
import { createFrameStepper } from './frame-step';
import { toggleFullscreen } from './fullscreen';
import { togglePictureInPicture } from './picture-in-picture';
import type { PlayerPage } from './player-page';
import { neighbourRate, setRate } from './rates';

const volumeStep = 0.05;
const delayStepSeconds = 0.1;

export interface VideoCommands {
  readonly run: Readonly<Record<KeyCommand, () => void>>;
  seekToShare(share: number): void;
}

/** Carries out what a key or a finger asked for, and says so in a word where the controls do not show it. */
export function createVideoCommands(page: PlayerPage): VideoCommands {
  const { document, video, controller, panel, trackMenu, toast, pageCommands } = page;
  const stepFrame = createFrameStepper(video);

  const seekTo = (seconds: number): boolean => {
    if (!Number.isFinite(video.duration)) return false;
    video.currentTime = Math.min(Math.max(0, seconds), video.duration);
    return true;
  };
  const seekBy = (seconds: number) => () => {
    if (!seekTo(video.currentTime + seconds)) return;
    toast(message(seconds < 0 ? 'toastBack' : 'toastForward', String(Math.abs(seconds))));
  };
  const seekToShare = (share: number) => {
    if (seekTo(video.duration * share)) toast(formatTime(video.currentTime));
  };
  const showVolume = () => {
    const percent = Math.round(video.volume * 100);
    toast(video.muted || percent === 0 ? message('toastMuted') : message('toastVolume', String(percent)));
  };
  const volumeBy = (share: number) => () => {
    video.volume = Math.min(1, Math.max(0, Math.round((video.volume + share) * 100) / 100));
    if (share > 0) video.muted = false;
    showVolume();
  };
  const rateStep = (direction: 1 | -1) => () => {
    setRate(video, neighbourRate(video.playbackRate, direction));
    toast(message('toastRate', String(video.playbackRate)));
  };

  const delayCaptions = (seconds: number) => () =>
    toast(message('toastCaptionsDelay', trackMenu.delayBy(seconds).toFixed(1)));

  const run: Record<KeyCommand, () => void> = {
    playPause() {
      // A refusal (no source yet, autoplay rules) leaves the play button standing, which says enough.
      if (video.paused) video.play().catch(() => {});
      else video.pause();
    },
    back: seekBy(-10),
    forward: seekBy(10),
    backALittle: seekBy(-5),
    forwardALittle: seekBy(5),
    toStart: () => seekToShare(0),
    toEnd: () => seekToShare(1),
    frameBack: () => stepFrame(-1),
    frameForward: () => stepFrame(1),
    slower: rateStep(-1),
    faster: rateStep(1),
    volumeUp: volumeBy(volumeStep),
    volumeDown: volumeBy(-volumeStep),
    mute() {
      video.muted = !video.muted;
      showVolume();
    },
    fullscreen: () => void toggleFullscreen(controller),
    pictureInPicture: () => void togglePictureInPicture(document, video),
    captions() {
      const shown = trackMenu.toggleCaptions();
      if (shown === null) toast(message('toastNoCaptions'));
      else toast(shown === '' ? message('toastCaptionsOff') : message('toastCaptions', shown));
    },
    captionsEarlier: delayCaptions(-delayStepSeconds),
    captionsLater: delayCaptions(delayStepSeconds),
    ...pageCommands,
    panel: () => panel.toggle(),
  };
  return { run, seekToShare };
}
