import browser from 'webextension-polyfill';
import { hostsKey } from '../shared/learned-hosts';
import { isPrivate } from '../shared/private-window';
import { keptHosts } from './remembered-hosts';

/** How many connections were of use for a host when last it was played from; null where nothing recent is known. */
export async function recall(host: string): Promise<number | null> {
  const found = (await readHosts()).find((each) => each.host === host);
  return found?.connections ?? null;
}

/**
 * Keeps for the next film from this host how many connections were of use. Leaves no trace of a private window.
 * @param host as it is to be recalled
 * @param connections 1 to 24
 */
export async function remember(host: string, connections: number): Promise<void> {
  if (isPrivate()) return;
  // Players in several tabs remember at once: none may write over what another has just written.
  await navigator.locks.request(`funnel-${hostsKey}`, async () => {
    const latest = { host, connections, atMs: Date.now() };
    const others = (await readHosts()).filter((each) => each.host !== host);
    await browser.storage.local.set({ [hostsKey]: keptHosts([latest, ...others], latest.atMs) });
  });
}

async function readHosts() {
  const stored = await browser.storage.local.get(hostsKey);
  return keptHosts(stored[hostsKey], Date.now());
}
