import browser from 'webextension-polyfill';
import { type MessageKey, message } from '../../shared/i18n';
import { commandWords, keyWord } from '../../shared/key-words';
import { type KeyCommand, keyCommands, parseKeys, storedKeys } from '../../shared/keys';
import { findElement } from './find-element';

const isWired = new WeakSet<HTMLDialogElement>();

/** The sheet that tells all keys as they are now. Opened by its key, closed by the same or by Escape. */
export async function toggleHelp(document: Document): Promise<void> {
  const sheet = findElement(document, '[data-view="help"]', HTMLDialogElement);
  if (sheet.open) {
    sheet.close();
    return;
  }
  const keys = await storedKeys.read().catch(() => parseKeys(null));
  const rows = keyCommands
    .filter((command) => keys[command].length > 0 && isPossible(command))
    .map((command) => row(document, commandWords[command], keys[command].map(keyWord)));
  const tenths = row(document, 'keyToTenth', ['0 – 9']);
  findElement(sheet, 'dl', HTMLElement).replaceChildren(...rows, tenths);
  if (!isWired.has(sheet)) {
    isWired.add(sheet);
    const button = (name: string) => findElement(sheet, `[data-view="${name}"]`, HTMLButtonElement);
    button('help-close').addEventListener('click', () => sheet.close());
    button('help-change').addEventListener('click', () => void browser.runtime.openOptionsPage());
  }
  // Two presses in a row, before the keys were read.
  if (!sheet.open) sheet.showModal();
}

/** Firefox takes a picture out of its page only by a button of its own. */
const isPossible = (command: KeyCommand): boolean =>
  command !== 'pictureInPicture' || 'requestPictureInPicture' in HTMLVideoElement.prototype;

function row(document: Document, words: MessageKey, keys: readonly string[]): HTMLElement {
  const term = document.createElement('dt');
  term.textContent = message(words);
  const description = document.createElement('dd');
  for (const key of keys) {
    const cap = document.createElement('kbd');
    cap.textContent = key;
    description.append(cap, ' ');
  }
  const both = document.createElement('div');
  both.className = 'key-row';
  both.append(term, description);
  return both;
}
