import browser from 'webextension-polyfill';
import { FunnelError } from '../core/errors';
import { errorAction, errorSentence } from '../shared/error-message';
import { localizePage } from '../shared/i18n';
import { openPlayer, parsePlayableUrl } from '../shared/open-player';

localizePage(document);
const form = document.querySelector('form')!;
const box = document.querySelector<HTMLInputElement>('#url')!;
const error = document.querySelector<HTMLElement>('#error')!;

// Not by `autofocus`: Firefox opens the popup before it can have the focus.
box.focus();
box.addEventListener('input', () => tell(null));
form.addEventListener('submit', (event) => {
  event.preventDefault();
  void play();
});

document.querySelector('a')!.addEventListener('click', (event) => {
  // The link alone would open one tab more each time, and leave the popup open in Firefox.
  event.preventDefault();
  void browser.runtime.openOptionsPage().then(() => window.close());
});

async function play(): Promise<void> {
  try {
    await openPlayer(parsePlayableUrl(box.value));
    window.close();
  } catch (thrown) {
    tell(FunnelError.from(thrown));
    box.select();
  }
}

/** What is wrong, in words under the box; null takes it back as soon as the link is being mended. */
function tell(wrong: FunnelError | null): void {
  box.toggleAttribute('aria-invalid', false);
  error.textContent = wrong === null ? '' : `${errorSentence(wrong.code)} ${errorAction(wrong.code)}`;
  if (wrong === null) {
    delete error.dataset.error;
    return;
  }
  box.setAttribute('aria-invalid', 'true');
  error.dataset.error = wrong.code;
}
