import { listenToTaps } from './double-tap';
import { focusedElement } from './focused-element';
import { toggleFullscreen } from './fullscreen';
import type { PlayerPage } from './player-page';
import type { VideoCommands } from './video-commands';

/** What mouse and finger do beyond media-chrome's own controls. */
export function listenToPointer({ document, video, controller }: PlayerPage, { run }: VideoCommands): void {
  let pressed: EventTarget | null = null;
  let isFinger = false;
  const before = { capture: true };
  const note = ({ target, pointerType }: PointerEvent) => {
    pressed = target;
    isFinger = pointerType === 'touch';
  };
  document.addEventListener('pointerdown', note, before);
  // Controls that appear under the finger that asked for them: it did not mean the one it lies on.
  const spare = (event: PointerEvent) => {
    if (event.pointerType !== 'touch' || pressed !== video || event.target === video) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  document.addEventListener('click', spare, before);
  video.addEventListener('dblclick', () => {
    // Of two taps it depends on where they were.
    if (!isFinger) void toggleFullscreen(controller);
  });
  listenToTaps(video, { start: run.back, middle: run.fullscreen, end: run.forward });
  // A control that was clicked gives the keys back; it would otherwise keep the space bar and the arrows. A finger gives it
  // the focus only after it has gone.
  for (const type of ['pointerup', 'click']) {
    document.addEventListener(type, () => {
      setTimeout(() => {
        const focused = focusedElement(document);
        if (
          focused?.matches('input[type=range], media-controller :is([tabindex], button):not(.card, .card *)')
        ) {
          if (!focused.matches(':focus-visible')) focused.blur();
        }
      });
    });
  }
}
