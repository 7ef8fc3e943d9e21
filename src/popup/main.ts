import browser from 'webextension-polyfill';
import { localizePage, message } from '../shared/i18n';
import { openPlayer, type Play } from '../shared/open-player';
import { fillConnectionChoice } from './connection-choice';
import { findMedia } from './find-media';
import { showFound } from './found-list';
import { listenToLinkBox } from './link-box';
import { showRecent } from './recent-list';

const find = <E extends Element>(selector: string) => document.querySelector<E>(selector)!;

listenToLinkBox(find('form'), play);
// A link can be pasted from here on: what there is besides fills itself in.
performance.mark('ready');
const filled = [showRecent(find('#recent'), play), fillConnectionChoice(find('#connections'))];
void Promise.allSettled(filled).then(() => localizePage(document));

find<HTMLButtonElement>('[data-action="find"]').addEventListener('click', async () => {
  const found = find<HTMLElement>('#found');
  try {
    const media = await findMedia();
    showFound(found, media, ({ url, pageUrl }) => play({ url, referrer: pageUrl }));
  } catch {
    showFound(found, [], () => {});
    find('#found .none').textContent = message('popupFindForbidden');
  }
});

find('footer a').addEventListener('click', (event) => {
  // The link alone would open one tab more each time, and leave the popup open in Firefox.
  event.preventDefault();
  void browser.runtime.openOptionsPage().then(() => window.close());
});

function play(link: Play): void {
  void openPlayer(link).then(() => window.close());
}
