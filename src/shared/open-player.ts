import browser, { type Tabs } from 'webextension-polyfill';
import { concealLogins } from './kept-logins';
import { type PlayerRequest, playerAddress } from './player-address';
import { markPrivate } from './private-window';

export { parsePlayableUrl } from './playable-url';
export { type PlayerRequest, parsePlayerAddress, playerAddress } from './player-address';

export type Where = 'new-tab' | 'background-tab' | 'current-tab';

/** Which tab the new one belongs beside. */
export type Beside = Pick<Tabs.CreateCreatePropertiesType, 'index' | 'openerTabId' | 'cookieStoreId'>;

/** What to play: a link, and what else is known of it. */
export type Play = Pick<PlayerRequest, 'url'> & Partial<PlayerRequest>;

/** Opens the player on this link. Needs no permission. */
export async function openPlayer(
  { url, referrer, mirrors }: Play,
  where: Where = 'new-tab',
  beside: Beside = {},
): Promise<void> {
  const isPrivate = await isWindowPrivate();
  const page = await concealLogins(playerAddress(url, referrer, mirrors), isPrivate);
  const address = browser.runtime.getURL(isPrivate ? markPrivate(page) : page);
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

/** Whether the viewer is in a private window. Which one a tab belongs to is told without any permission. */
async function isWindowPrivate(): Promise<boolean> {
  const [tab] = await browser.tabs.query({ active: true, lastFocusedWindow: true });
  return tab?.incognito === true;
}
