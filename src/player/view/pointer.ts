import { focusedElement } from './focused-element';
import { toggleFullscreen } from './fullscreen';
import type { PlayerPage } from './player-page';

/** What the mouse does beyond media-chrome's own controls. */
export function listenToPointer({ document, video, controller }: PlayerPage): void {
  video.addEventListener('dblclick', () => {
    void toggleFullscreen(controller);
  });
  // A control clicked with the mouse gives the keys back; it would otherwise keep the space bar and the arrows.
  document.addEventListener('pointerup', () => {
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
