import type { ErrorCode, FunnelErrorData } from '../../core/errors';
import { errorAction, errorSentence } from '../../shared/error-message';
import { actionButtons, type ButtonAction } from './action-buttons';
import { findElement } from './find-element';
import type { ViewAction } from './player-view';

/** What helps while the film goes on without its picture or sound. */
const otherPlayer: readonly ButtonAction[] = ['copy-mpv'];
const ownActions: Partial<Readonly<Record<ErrorCode, readonly ButtonAction[]>>> = {
  'media/video-unsupported': otherPlayer,
  'media/audio-unsupported': otherPlayer,
};

/** The slim bar: what is wrong and what is being done about it, while the film goes on or waits. */
export function createNotice(document: Document, onAction: (action: ViewAction) => void) {
  const bar = findElement(document, '[data-view="notice"]', HTMLElement);
  return (error: FunnelErrorData | null, given: readonly ButtonAction[] = []): void => {
    if (error === null) {
      bar.hidden = true;
      delete bar.dataset.error;
      bar.replaceChildren();
      return;
    }
    bar.hidden = false;
    const actions = [...given, ...(ownActions[error.code] ?? [])];
    // The same trouble, told again a few times a second, is told once.
    const told = `${error.code} ${actions.join(' ')}`;
    if (bar.dataset.error === error.code && bar.dataset.told === told) return;
    bar.dataset.error = error.code;
    bar.dataset.told = told;
    bar.title = error.detail;
    const sentence = document.createElement('span');
    sentence.className = 'sentence';
    sentence.textContent = errorSentence(error.code);
    const advice = document.createElement('span');
    advice.className = 'advice';
    advice.textContent = errorAction(error.code);
    bar.replaceChildren(sentence, ' ', advice);
    if (actions.length > 0) bar.append(actionButtons(document, actions, onAction));
  };
}
