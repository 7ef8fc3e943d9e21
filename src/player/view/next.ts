import { filmTitle } from '../../shared/film-title';
import { message } from '../../shared/i18n';
import { findElement } from './find-element';

/** What is to be played after this film, above the picture and on the card of an error. */
export interface Next {
  /** What a button to it says; null where there is nothing. */
  readonly text: string | null;
  show(links: readonly string[]): void;
}

export function createNext(document: Document, onNext: () => void): Next {
  const button = findElement(document, '[data-view="next"]', HTMLButtonElement);
  button.addEventListener('click', onNext);
  return {
    get text() {
      return button.hidden ? null : button.textContent;
    },
    show([next, ...others]) {
      button.hidden = next === undefined;
      if (next === undefined) return;
      const title = filmTitle(null, next);
      button.textContent =
        others.length === 0
          ? message('queueNext', title)
          : message('queueNextOfMany', title, String(others.length));
    },
  };
}
