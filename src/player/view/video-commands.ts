import { message } from '../../shared/i18n';
import { formatTime } from './format';
import { createFrameStepper } from './frame-step';
import { toggleFullscreen } from './fullscreen';
import type { KeyCommand } from './key-command';
import type { PlayerPage } from './player-page';

const rates = [0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2, 2.5, 3];

/** Carries out what a key asked for, and says so in a word where the controls do not show it. */
export function videoCommands({
  document,
  video,
  controller,
  panel,
  toast,
}: PlayerPage): (command: KeyCommand) => void {
  const stepFrame = createFrameStepper(video);

  const seekTo = (seconds: number): boolean => {
    if (!Number.isFinite(video.duration)) return false;
    video.currentTime = Math.min(Math.max(0, seconds), video.duration);
    return true;
  };
  const showVolume = () => {
    const percent = Math.round(video.volume * 100);
    toast(video.muted || percent === 0 ? message('toastMuted') : message('toastVolume', String(percent)));
  };

  return (command) => {
    switch (command.do) {
      case 'play-pause':
        // A refusal (no source yet, autoplay rules) leaves the play button standing, which says enough.
        if (video.paused) video.play().catch(() => {});
        else video.pause();
        return;
      case 'seek-by':
        if (!seekTo(video.currentTime + command.seconds)) return;
        toast(message(command.seconds < 0 ? 'toastBack' : 'toastForward', String(Math.abs(command.seconds))));
        return;
      case 'seek-to':
        if (seekTo(video.duration * command.share)) toast(formatTime(video.currentTime));
        return;
      case 'volume-by':
        video.volume = Math.min(1, Math.max(0, Math.round((video.volume + command.share) * 100) / 100));
        if (command.share > 0) video.muted = false;
        showVolume();
        return;
      case 'mute':
        video.muted = !video.muted;
        showVolume();
        return;
      case 'rate-step':
        video.playbackRate = neighbour(video.playbackRate, command.direction);
        toast(message('toastRate', String(video.playbackRate)));
        return;
      case 'frame-step':
        stepFrame(command.direction);
        return;
      case 'fullscreen':
        void toggleFullscreen(controller);
        return;
      case 'picture-in-picture':
        void togglePictureInPicture(document, video);
        return;
      case 'panel':
        panel.toggle();
    }
  };
}

function neighbour(rate: number, direction: 1 | -1): number {
  const next = direction > 0 ? rates.find((other) => other > rate) : rates.findLast((other) => other < rate);
  return next ?? rate;
}

async function togglePictureInPicture(document: Document, video: HTMLVideoElement): Promise<void> {
  try {
    if (document.pictureInPictureElement) await document.exitPictureInPicture();
    // Firefox has no such method; its own button over the picture does it.
    else await video.requestPictureInPicture?.();
  } catch {
    // No picture yet: nothing to take out of the page.
  }
}
