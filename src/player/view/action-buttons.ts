import { message } from '../../shared/i18n';
import type { ViewAction } from './player-view';

const labels = {
  retry: 'actionRetry',
  'play-natively': 'actionPlayNatively',
  'copy-link': 'actionCopyLink',
  'allow-site': 'actionAllowSite',
} as const;

/** One button for each action, the first of them the one to take. */
export function actionButtons(
  document: Document,
  actions: readonly ViewAction[],
  onAction: (action: ViewAction) => void,
): HTMLElement {
  const row = document.createElement('div');
  row.className = 'actions';
  for (const action of actions) {
    const button = document.createElement('button');
    button.type = 'button';
    button.dataset.action = action;
    button.textContent = message(labels[action]);
    button.addEventListener('click', () => {
      if (action === 'copy-link') button.textContent = message('linkCopied');
      onAction(action);
    });
    row.append(button);
  }
  return row;
}
