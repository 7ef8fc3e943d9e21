import { focusedElement } from './focused-element';
import { keyCommand } from './key-command';
import type { PlayerPage } from './player-page';
import { videoCommands } from './video-commands';

/**
 * Owns every key on the page. It listens before the controls do: media-chrome's hotkeys are off, but its buttons
 * and sliders have key handling of their own, and one key must not be two commands.
 */
export function listenToKeyboard(page: PlayerPage): void {
  const run = videoCommands(page);
  page.document.addEventListener(
    'keydown',
    (event) => {
      if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
      const command = keyCommand(event.key);
      if (command === null || belongsToFocus(focusedElement(page.document), event.key)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (!event.repeat || command.repeats) run(command);
    },
    { capture: true },
  );
}

const typing = 'input:not([type=range]), textarea, select, [contenteditable]:not([contenteditable=false])';
const pressable = 'button, summary, a[href], [role=button]';
const adjusting = new Set(['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End']);

/** Whether the focused element means something of its own by this key. */
function belongsToFocus(focused: HTMLElement | null, key: string): boolean {
  if (focused === null) return false;
  if (focused.matches(typing)) return true;
  if (key === ' ') return focused.matches(pressable);
  // The time range's arrows are the film's arrows; the volume's are its own.
  if (!adjusting.has(key) || !focused.matches('input[type=range]')) return false;
  const root = focused.getRootNode();
  return root instanceof ShadowRoot && root.host.localName === 'media-volume-range';
}
