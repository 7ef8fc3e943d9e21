import { createAnnouncer } from './announcer';
import { findElement } from './find-element';

const shownMs = 900;

/** A word of feedback to a key, gone again at once. */
export function createToast(root: ParentNode): (text: string) => void {
  const box = findElement(root, '[data-view="toast"]', HTMLElement);
  const announce = createAnnouncer(root);
  let timer: ReturnType<typeof setTimeout> | undefined;
  return (text) => {
    box.textContent = text;
    announce(text);
    box.hidden = false;
    clearTimeout(timer);
    timer = setTimeout(() => {
      box.hidden = true;
    }, shownMs);
  };
}
