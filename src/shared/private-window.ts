import browser from 'webextension-polyfill';

/** Field of a player's address. */
const mark = 'private';

/** The same address for a link that came from a private window: Chromium shows an extension's pages in no such window. */
export const markPrivate = (address: string): string => `${address}&${mark}`;

/** Whether this page is to leave no trace. A tab that was opened for a private window's link stays one, whatever it plays next. */
export function isPrivate(): boolean {
  if (browser.extension.inIncognitoContext) return true;
  const { location, sessionStorage } = globalThis;
  if (location?.hash.split('&').includes(mark)) sessionStorage?.setItem(mark, 'yes');
  return sessionStorage?.getItem(mark) === 'yes';
}
