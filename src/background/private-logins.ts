import browser from 'webextension-polyfill';
import { forgetPrivateLogins } from '../shared/kept-logins';

/** Users and passwords of private windows' links end with the last of these. */
export function registerPrivateLogins(): void {
  // Firefox for Android has no windows.
  if (browser.windows === undefined) return;
  browser.windows.onRemoved.addListener(async () => {
    const windows = await browser.windows.getAll();
    if (!windows.some(({ incognito }) => incognito)) await forgetPrivateLogins();
  });
}
