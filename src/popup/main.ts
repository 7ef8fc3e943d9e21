import browser from 'webextension-polyfill';
import { FunnelError } from '../core/errors';
import { errorAction, errorSentence } from '../shared/error-message';
import { localizePage, message } from '../shared/i18n';
import { openPlayer, parsePlayableUrl } from '../shared/open-player';
import { type FilledLine, filledLines } from './filled-lines';

/** More lines than this are scrolled. */
const rowsMax = 8;

localizePage(document);
const form = document.querySelector('form')!;
const box = document.querySelector('textarea')!;
const error = document.querySelector<HTMLElement>('#error')!;

// Not by `autofocus`: Firefox opens the popup before it can have the focus.
box.focus();
box.addEventListener('input', () => {
  box.rows = Math.min(rowsMax, box.value.split('\n').length);
  takeBack();
});
box.addEventListener('keydown', (event) => {
  // While a word is being composed, Enter belongs to that.
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  form.requestSubmit();
});
form.addEventListener('submit', (event) => {
  event.preventDefault();
  void play();
});

document.querySelector('a')!.addEventListener('click', (event) => {
  // The link alone would open one tab more each time, and leave the popup open in Firefox.
  event.preventDefault();
  void browser.runtime.openOptionsPage().then(() => window.close());
});

/** The first line is the link, the others its mirrors. */
async function play(): Promise<void> {
  const lines = filledLines(box.value);
  const links: string[] = [];
  for (const line of lines) {
    try {
      links.push(parsePlayableUrl(line.text));
    } catch (thrown) {
      tell(FunnelError.from(thrown), line, lines.length > 1);
      return;
    }
  }
  const [url = '', ...mirrors] = links;
  await openPlayer({ url, mirrors });
  window.close();
}

/** What is wrong with a line, in words under the box; and the line itself made ready to be typed over. */
function tell(wrong: FunnelError, line: FilledLine, isOneOfMany: boolean): void {
  const words = `${errorSentence(wrong.code)} ${errorAction(wrong.code)}`;
  error.textContent = isOneOfMany ? message('popupErrorOnLine', String(line.number), words) : words;
  error.dataset.error = wrong.code;
  box.setAttribute('aria-invalid', 'true');
  box.focus();
  box.setSelectionRange(line.start, line.endExclusive);
  box.scrollLeft = 0;
}

/** The link is being mended. */
function takeBack(): void {
  error.textContent = '';
  delete error.dataset.error;
  box.removeAttribute('aria-invalid');
}
