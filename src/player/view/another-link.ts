import { FunnelError } from '../../core/errors';
import { errorAction, errorSentence } from '../../shared/error-message';
import { message } from '../../shared/i18n';
import { concealLogin } from '../../shared/kept-logins';
import { parsePlayableUrl } from '../../shared/playable-url';
import { nextLinks, parsePlayerAddress, playerAddress, withNextLinks } from '../../shared/player-address';
import { isPrivate } from '../../shared/private-window';

/** A box for another link in place of one that plays no more: the page begins anew with it. */
export function createAnotherLink(document: Document): HTMLFormElement {
  const form = document.createElement('form');
  form.className = 'another-link';
  form.noValidate = true;
  const label = document.createElement('label');
  const link = document.createElement('input');
  Object.assign(link, { type: 'text', inputMode: 'url', autocomplete: 'off', spellcheck: false });
  Object.assign(link, { dir: 'ltr', placeholder: 'https://' });
  link.className = 'link';
  label.append(message('freshLinkLabel'), link);
  const play = document.createElement('button');
  play.textContent = message('popupPlay');
  const answer = document.createElement('p');
  answer.setAttribute('role', 'status');
  form.append(label, play, answer);
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    try {
      const given = await concealLogin(parsePlayableUrl(link.value), isPrivate());
      const address = playerAddress(given, referrer());
      const hash = withNextLinks(address.slice(address.indexOf('#')), nextLinks(location.hash));
      // Only another address loads the page anew by itself.
      if (hash === location.hash) location.reload();
      else location.hash = hash;
    } catch (thrown) {
      const { code } = FunnelError.from(thrown);
      answer.textContent = `${errorSentence(code)} ${errorAction(code)}`;
      link.setAttribute('aria-invalid', 'true');
      link.focus();
    }
  });
  return form;
}

/** A fresh link is mostly from the same page. */
function referrer(): string | null {
  try {
    return parsePlayerAddress(location.hash).referrer;
  } catch {
    return null;
  }
}
