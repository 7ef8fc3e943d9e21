import browser from 'webextension-polyfill';
import { localizePage } from '../shared/i18n';

void showShortcut(document.querySelector('[data-shortcut]')!).finally(() => localizePage(document));

/** As it is set on this machine; there is none where another extension had it first. */
async function showShortcut(kbd: HTMLElement): Promise<void> {
  // Firefox for Android has no shortcuts.
  const commands = (await browser.commands?.getAll()) ?? [];
  const { shortcut } = commands.find(({ name }) => name === '_execute_action') ?? {};
  if (shortcut) kbd.textContent = shortcut;
  else kbd.remove();
}
