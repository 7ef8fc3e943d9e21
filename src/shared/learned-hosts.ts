import browser from 'webextension-polyfill';

/** Where the player keeps what it has learned of hosts. */
export const hostsKey = 'hosts';

/** Leaves nothing of what was learned of any host. */
export const forgetHosts = (): Promise<void> => browser.storage.local.remove(hostsKey);
