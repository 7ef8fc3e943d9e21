import { FunnelError } from '../core/errors';
import { errorAction, errorSentence } from '../shared/error-message';
import { message } from '../shared/i18n';
import { type Play, parsePlayableUrl } from '../shared/open-player';
import { type FilledLine, filledLines } from './filled-lines';

/** More lines than this are scrolled. */
const rowsMax = 8;

/** The box for a link; further lines are its mirrors. Tells what is wrong with a line, and what it takes to mend it. */
export function listenToLinkBox(form: HTMLFormElement, play: (link: Play) => void): void {
  const box = form.querySelector('textarea')!;
  const error = form.querySelector<HTMLElement>('#error')!;

  // Not by `autofocus`: Firefox opens the popup before it can have the focus, and may lose what it was given by then.
  box.focus();
  window.addEventListener('focus', () => document.activeElement === document.body && box.focus());
  box.addEventListener('input', () => {
    box.rows = Math.min(rowsMax, box.value.split('\n').length);
    // The link is being mended.
    error.textContent = '';
    delete error.dataset.error;
    box.removeAttribute('aria-invalid');
  });
  box.addEventListener('keydown', (event) => {
    // While a word is being composed, Enter belongs to that.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
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
    play({ url, mirrors });
  });

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
}
