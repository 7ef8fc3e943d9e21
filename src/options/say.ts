import { message } from '../shared/i18n';

export interface Said {
  /** Why something was not done. */
  readonly fault?: string;
  /** Takes back what was done. */
  readonly undo?: () => Promise<void>;
}

/** Tells the viewer what came of what they did, in the one place for it. */
export type Say = (sentence: string, said?: Said) => void;

/** That nothing was stored, and why. */
export const sayNotSaved = (say: Say, thrown: unknown): void =>
  say(message('optionsNotSaved', String(thrown)), { fault: 'not-saved' });

/** To be called once, when the page's words are in place. */
export function createSay(document: Document): Say {
  const line = document.querySelector<HTMLElement>('.said')!;
  const button = document.querySelector<HTMLButtonElement>('[data-action="undo"]')!;
  let undoLast: (() => Promise<void>) | undefined;
  const say: Say = (sentence, { fault, undo } = {}) => {
    line.textContent = sentence;
    if (fault === undefined) delete line.dataset.error;
    else line.dataset.error = fault;
    undoLast = undo;
    // Whoever stands on it is not to fall off the page.
    if (document.activeElement === button) line.focus();
    button.hidden = undo === undefined;
  };
  button.addEventListener('click', () => {
    undoLast?.().then(
      () => say(message('undone')),
      (thrown) => sayNotSaved(say, thrown),
    );
  });
  return say;
}
