import browser, { type Menus, type Tabs } from 'webextension-polyfill';
import { message } from '../shared/i18n';
import { type Beside, openPlayer } from '../shared/open-player';
import { clickedLink, clickedReferrer } from './clicked-link';

const menuItemId = 'play-with-funnel';

/** "Play with Funnel" on links, films and selected text. */
export function registerContextMenu(): void {
  browser.runtime.onInstalled.addListener(() => {
    void createMenu();
  });
  browser.contextMenus.onClicked.addListener((click, tab) => {
    if (click.menuItemId === menuItemId) void play(click, tab);
  });
}

async function createMenu(): Promise<void> {
  // An update finds the items of the version before, and an id can be given only once.
  await browser.contextMenus.removeAll();
  browser.contextMenus.create({
    id: menuItemId,
    title: message('contextMenuPlay'),
    contexts: ['link', 'video', 'audio', 'selection'],
  });
}

async function play(click: Menus.OnClickData, tab: Tabs.Tab | undefined): Promise<void> {
  // What is no link is opened all the same: the player says in words what is wrong with it.
  const link = { url: clickedLink(click), referrer: clickedReferrer(click) };
  await openPlayer(link, 'new-tab', besideTab(tab));
}

function besideTab(tab: Tabs.Tab | undefined): Beside {
  // Chromium shows extension pages in no incognito window, and a tab cannot have its opener in another window.
  if (tab?.id === undefined || tab.id < 0 || tab.incognito) return {};
  return {
    index: tab.index + 1,
    openerTabId: tab.id,
    // Firefox tells the container only to extensions with the `cookies` permission.
    ...(tab.cookieStoreId === undefined ? {} : { cookieStoreId: tab.cookieStoreId }),
  };
}
