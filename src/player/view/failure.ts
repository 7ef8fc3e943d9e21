import type { ErrorAction, FunnelErrorData } from '../../core/errors';
import { endedAction, errorSentence } from '../../shared/error-message';
import { message } from '../../shared/i18n';
import { actionButtons, isCommand } from './action-buttons';
import { createAnotherLink } from './another-link';
import { findElement } from './find-element';
import type { ViewAction } from './player-view';

export interface Failure {
  readonly shown: boolean;
  /** @param next what the button to the next film says; null where there is none */
  show(error: FunnelErrorData, actions: readonly ErrorAction[], next: string | null): void;
  hide(): void;
}

/** The card over the picture that ends an attempt. Everything on it is text, whatever the server wrote. */
export function createFailure(document: Document, onAction: (action: ViewAction) => void): Failure {
  const layer = findElement(document, '[data-view="failure"]', HTMLElement);
  const paragraph = (className: string, text: string) => {
    const element = document.createElement('p');
    element.className = className;
    element.textContent = text;
    return element;
  };

  return {
    get shown() {
      return !layer.hidden;
    },
    show(error, actions, next) {
      const card = document.createElement('div');
      card.className = 'card';
      card.dataset.error = error.code;
      card.setAttribute('role', 'alert');
      card.tabIndex = -1;
      card.append(
        paragraph('sentence', errorSentence(error.code)),
        paragraph('advice', endedAction(error.code, actions)),
      );
      if (next !== null) card.append(nextButton(document, next, () => onAction('next')));
      const buttons = actions.filter((action) => action !== 'fresh-link');
      const commands = buttons.filter(isCommand);
      const others = buttons.filter((action) => !isCommand(action));
      if (buttons.length < actions.length) card.append(createAnotherLink(document));
      if (others.length > 0) card.append(actionButtons(document, others, onAction));
      if (commands.length > 0) {
        card.append(paragraph('programs', message('otherPrograms')));
        card.append(actionButtons(document, commands, onAction));
      }
      card.append(details(document, error));
      layer.hidden = false;
      // An alert is announced when it enters a layer that is already there.
      layer.replaceChildren(card);
      card.focus({ preventScroll: true });
    },
    hide() {
      layer.hidden = true;
      layer.replaceChildren();
    },
  };
}

/** What was to follow need not wait for what does not play. */
function nextButton(document: Document, text: string, onNext: () => void): HTMLElement {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'next';
  button.dir = 'auto';
  button.textContent = text;
  button.addEventListener('click', onNext);
  return button;
}

/** Code and detail, folded: for the curious and for bug reports. */
function details(document: Document, error: FunnelErrorData): HTMLElement {
  const fold = document.createElement('details');
  const summary = document.createElement('summary');
  summary.textContent = message('errorDetail');
  const text = document.createElement('pre');
  text.textContent = error.detail === '' ? error.code : `${error.code}\n${error.detail}`;
  fold.append(summary, text);
  return fold;
}
