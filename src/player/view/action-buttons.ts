import type { ErrorAction } from '../../core/errors';
import type { Program } from '../../shared/command-line';
import { message } from '../../shared/i18n';
import type { ViewAction } from './player-view';

const labels = {
  retry: 'actionRetry',
  'play-natively': 'actionPlayNatively',
  'open-tab': 'actionOpenTab',
  'copy-link': 'actionCopyLink',
  'allow-site': 'actionAllowSite',
} as const;

/** What a button does; a link is given in a box. */
export type ButtonAction = Exclude<ErrorAction, 'fresh-link'>;

const programs: Readonly<Record<Exclude<ButtonAction, keyof typeof labels>, Program>> = {
  'copy-mpv': 'mpv',
  'copy-aria2c': 'aria2c',
  'copy-curl': 'curl',
};

/** Whether it copies a command for another program. */
export const isCommand = (action: ButtonAction): action is keyof typeof programs => action in programs;

/** A row of one button for each action, the first of them the one to take. */
export function actionButtons(
  document: Document,
  actions: readonly ButtonAction[],
  onAction: (action: ViewAction) => void,
): HTMLElement {
  const row = document.createElement('div');
  row.className = 'actions';
  for (const action of actions) {
    const button = document.createElement('button');
    button.type = 'button';
    button.dataset.action = action;
    button.textContent = isCommand(action)
      ? message('actionCopyCommand', programs[action])
      : message(labels[action]);
    button.addEventListener('click', () => {
      if (action === 'copy-link') button.textContent = message('linkCopied');
      if (isCommand(action)) button.textContent = message('commandCopied');
      onAction(action);
    });
    row.append(button);
  }
  return row;
}
