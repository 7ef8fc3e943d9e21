import browser from 'webextension-polyfill';

/** Where the player keeps what it has learned of hosts. */
export const hostsKey = 'hosts';

/** Leaves nothing of what was learned of any host. @returns puts it back */
export async function forgetHosts(): Promise<() => Promise<void>> {
  const { local } = browser.storage;
  const kept = await local.get(hostsKey);
  await local.remove(hostsKey);
  return () => local.set(kept);
}
