import { commandOf, type KeyCommand, keyName, parseKeys, storedKeys } from '../../shared/keys';
import { focusedElement } from './focused-element';
import type { VideoCommands } from './video-commands';

/** What goes on while a key is held down. */
const repeating = new Set<KeyCommand>([
  'back',
  'forward',
  'backALittle',
  'forwardALittle',
  'frameBack',
  'frameForward',
  'slower',
  'faster',
  'volumeUp',
  'volumeDown',
  'captionsEarlier',
  'captionsLater',
]);

/**
 * Owns every key on the page. It listens before the controls do: media-chrome's hotkeys are off, but its buttons
 * and sliders have key handling of their own, and one key must not be two commands.
 */
export function listenToKeyboard(document: Document, { run, seekToShare }: VideoCommands): void {
  let keys = parseKeys(null);
  // Until what was stored is known, and where it cannot be, keys mean what they usually do.
  storedKeys.read().then(
    (stored) => {
      keys = stored;
    },
    () => {},
  );
  storedKeys.watch((changed) => {
    keys = changed;
  });

  document.addEventListener(
    'keydown',
    (event) => {
      if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
      const name = keyName(event);
      if (name === null || belongsToFocus(focusedElement(document), name)) return;
      const isTenth = /^\d$/.test(name);
      const command = commandOf(keys, name);
      if (command === null && !isTenth) return;
      // An open sheet has the keys for itself, but for the one that opened it.
      if (document.querySelector('dialog[open]') && command !== 'help') return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (isTenth) seekToShare(Number(name) / 10);
      else if (command !== null && (!event.repeat || repeating.has(command))) run[command]();
    },
    { capture: true },
  );
}

const typing = 'input:not([type=range], [type=checkbox], [type=radio]), textarea, select';
const editable = '[contenteditable]:not([contenteditable=false])';
const pressable = 'button, summary, a[href], [role=button], input[type=checkbox], input[type=radio]';
const adjusting = new Set(['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End']);

/** Whether the focused element means something of its own by this key. */
function belongsToFocus(focused: HTMLElement | null, name: string): boolean {
  if (focused === null) return false;
  if (focused.matches(`${typing}, ${editable}`)) return true;
  if (name === 'Space') return focused.matches(pressable);
  if (!adjusting.has(name)) return false;
  if (focused.matches('input[type=radio]')) return name.startsWith('Arrow');
  if (!focused.matches('input[type=range]')) return false;
  // The time range's arrows are the film's arrows; all others are their own.
  const root = focused.getRootNode();
  return !(root instanceof ShadowRoot && root.host.localName === 'media-time-range');
}
