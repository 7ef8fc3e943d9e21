import browser from 'webextension-polyfill';
import type en from '../../_locales/en/messages.json';

/** A sentence every locale has; the English file is the list of them. */
export type MessageKey = keyof typeof en;

/** The sentence in the viewer's language. Substitutions go in as text, in the order of `$1`, `$2`. */
export const message = (key: MessageKey, ...substitutions: readonly string[]): string =>
  browser.i18n.getMessage(key, [...substitutions]);

/** BCP 47 tag of the language the sentences are really in, which the browser's own may not be. */
export const messageLanguage = (): string => message('localeTag');

const localizedAttributes = ['title', 'aria-label', 'placeholder'] as const;

/**
 * Fills `data-i18n` with text and `data-i18n-title`, `data-i18n-aria-label`, `data-i18n-placeholder` with
 * attributes. Always as text: a translation is never markup. The page is laid out as the browser itself is. To be called
 * once all that is there from the beginning is there: the sheets of the small pages show nothing before.
 */
export function localizePage(document: Document): void {
  document.documentElement.lang = messageLanguage();
  document.documentElement.dir = browser.i18n.getMessage('@@bidi_dir');
  for (const element of document.querySelectorAll<HTMLElement>('[data-i18n]')) {
    element.textContent = message(element.getAttribute('data-i18n') as MessageKey);
  }
  for (const attribute of localizedAttributes) {
    for (const element of document.querySelectorAll(`[data-i18n-${attribute}]`)) {
      element.setAttribute(attribute, message(element.getAttribute(`data-i18n-${attribute}`) as MessageKey));
    }
  }
}
