import { message } from '../../shared/i18n';
import { createAnnouncer } from './announcer';
import { findElement } from './find-element';
import type { PlayerView } from './player-view';

export type WaitingReason = NonNullable<Parameters<PlayerView['setWaiting']>[0]>;

/** Shorter waits than this pass without a word: a spinner that flashes is worse than none. */
const patienceMs = 250;

const sentences = {
  connecting: 'waitingConnecting',
  indexing: 'waitingIndexing',
  buffering: 'waitingBuffering',
} as const;

/** The spinner and its sentence, in the middle of the picture. */
export function createWaiting(root: ParentNode): (reason: WaitingReason | null) => void {
  const box = findElement(root, '[data-view="waiting"]', HTMLElement);
  const sentence = findElement(root, '[data-view="waiting-reason"]', HTMLElement);
  const announce = createAnnouncer(root);
  let timer: ReturnType<typeof setTimeout> | undefined;
  return (reason) => {
    clearTimeout(timer);
    if (reason === null) {
      box.hidden = true;
      return;
    }
    sentence.textContent = message(sentences[reason]);
    timer = setTimeout(() => {
      box.hidden = false;
      announce(sentence.textContent);
    }, patienceMs);
  };
}
