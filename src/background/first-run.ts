import browser from 'webextension-polyfill';

/** Shows what to do, once: after the installation, not after updates. */
export function registerFirstRun(): void {
  browser.runtime.onInstalled.addListener(({ reason }) => {
    if (reason === 'install') void browser.tabs.create({ url: browser.runtime.getURL('welcome/index.html') });
  });
}
