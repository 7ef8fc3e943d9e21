import { FunnelError, type FunnelErrorData } from '../../core/errors';
import { errorAction, errorSentence } from '../../shared/error-message';
import { message } from '../../shared/i18n';
import { parsePlayableUrl } from '../../shared/playable-url';
import { findElement } from './find-element';

export interface FreshLink {
  readonly isOpen: boolean;
  /**
   * The link is dead: asks for another, beside the film that plays on.
   * @param offer what the viewer gives, fit to be played; null for the old link once more
   */
  ask(error: FunnelErrorData, offer: (url: string | null) => void): void;
  /** A link that was pasted or dropped on the page while the box is open: it is the one that was asked for. */
  give(url: string): void;
  /** The one that was given will not do. */
  refuse(error: FunnelErrorData): void;
  /** One that will do was given, or nobody waits for one any more. */
  close(): void;
}

/** The box that asks for a fresh link where the one that played has died. */
export function createFreshLink(document: Document): FreshLink {
  const overlays = findElement(document, '.overlays', HTMLElement);
  const create = <Name extends keyof HTMLElementTagNameMap>(name: Name, className: string, text = '') => {
    const element = document.createElement(name);
    element.className = className;
    element.textContent = text;
    return element;
  };
  let box: { readonly form: HTMLFormElement; readonly give: FreshLink['give'] } | null = null;
  const answer = create('p', 'answer');
  answer.setAttribute('role', 'status');
  const say = (text: string, isRefusal = false) => {
    answer.textContent = text;
    answer.toggleAttribute('data-refused', isRefusal);
  };
  const refuse = ({ code }: FunnelErrorData) => say(`${errorSentence(code)} ${errorAction(code)}`, true);

  return {
    get isOpen() {
      return box !== null;
    },
    ask(error, offer) {
      const link = create('input', 'link');
      Object.assign(link, {
        type: 'text',
        inputMode: 'url',
        autocomplete: 'off',
        spellcheck: false,
        dir: 'ltr',
        placeholder: 'https://',
      });
      const label = create('label', 'given', message('freshLinkLabel'));
      label.append(link);
      const goOn = create('button', '', message('freshLinkGoOn'));
      const same = create('button', '', message('freshLinkSame'));
      same.type = 'button';
      const buttons = create('div', 'actions');
      buttons.append(goOn, same);
      const check = (url: string | null) => {
        say(message('freshLinkChecking'));
        offer(url);
      };
      same.addEventListener('click', () => check(null));
      const form = create('form', 'fresh-link');
      form.noValidate = true;
      form.dataset.error = error.code;
      const sentence = create('p', 'sentence');
      sentence.setAttribute('role', 'alert');
      form.append(sentence, create('p', 'advice', message('freshLinkAdvice')), label, buttons, answer);
      form.addEventListener('submit', (event) => {
        event.preventDefault();
        try {
          check(parsePlayableUrl(link.value));
        } catch (thrown) {
          refuse(FunnelError.from(thrown));
        }
      });
      say('');
      box?.form.remove();
      box = {
        form,
        give(url) {
          link.value = url;
          check(url);
        },
      };
      overlays.append(form);
      // What an alert says is read out when it comes into one that is there.
      sentence.textContent = errorSentence(error.code);
    },
    give: (url) => box?.give(url),
    refuse,
    close() {
      box?.form.remove();
      box = null;
    },
  };
}
