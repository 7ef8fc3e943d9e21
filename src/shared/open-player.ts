import browser, { type Tabs } from 'webextension-polyfill';
import { playerAddress } from './player-address';

export { parsePlayableUrl } from './playable-url';
export { type PlayerRequest, parsePlayerAddress, playerAddress } from './player-address';

export type Where = 'new-tab' | 'background-tab' | 'current-tab';

/** Which tab the new one belongs beside. */
export type Beside = Pick<Tabs.CreateCreatePropertiesType, 'index' | 'openerTabId' | 'cookieStoreId'>;

/** Opens the player on this link. Needs no permission. */
export async function openPlayer(
  url: string,
  referrer?: string | null,
  where: Where = 'new-tab',
  beside: Beside = {},
): Promise<void> {
  const address = browser.runtime.getURL(playerAddress(url, referrer));
  if (where === 'current-tab') {
    await browser.tabs.update({ url: address });
    return;
  }
  const tab = { url: address, active: where === 'new-tab' };
  try {
    await browser.tabs.create({ ...tab, ...beside });
  } catch {
    // The neighbour may be gone, or in a window or container this page cannot join. Anywhere is better than nowhere.
    await browser.tabs.create(tab);
  }
}
