import browser, { type Omnibox } from 'webextension-polyfill';
import { message } from '../shared/i18n';
import { openPlayer, type Where } from '../shared/open-player';

const wheres: Readonly<Record<Omnibox.OnInputEnteredDisposition, Where>> = {
  currentTab: 'current-tab',
  newForegroundTab: 'new-tab',
  newBackgroundTab: 'background-tab',
};

/** `vf <link>` in the address bar. */
export function registerOmnibox(): void {
  // Firefox for Android has no omnibox.
  if (browser.omnibox === undefined) return;
  browser.omnibox.setDefaultSuggestion({ description: escapeXml(message('omniboxHint')) });
  browser.omnibox.onInputEntered.addListener((text, disposition) => {
    void openPlayer({ url: text }, wheres[disposition]);
  });
}

/** Chromium reads a suggestion as XML and rejects what is not well-formed. */
const escapeXml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
