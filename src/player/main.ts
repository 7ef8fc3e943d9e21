import { FunnelError } from '../core/errors';
import { concealLogins, revealLogins } from '../shared/kept-logins';
import { parsePlayerAddress } from '../shared/player-address';
import { isPrivate } from '../shared/private-window';
import { takeKept } from './kept-index';
import { openEarly } from './open-early';
import { sampleHash } from './sample';
import { readRemembered } from './watching/remembered';

// Everything the first bytes do not need is loaded while they are on their way.
const page = import('./page');
// A bookmark or an edited address names another film: begin anew with it.
window.addEventListener('hashchange', () => location.reload());

// Links that are to be played next may follow.
if (location.hash.split('&')[0] === sampleHash) (await page).playSampleOnPage();
else await play();

async function play(): Promise<void> {
  try {
    // An address may have been written by hand.
    const hash = await concealLogins(location.hash, isPrivate());
    if (hash !== location.hash) history.replaceState(history.state, '', hash);
    const request = parsePlayerAddress(await revealLogins(hash));
    const openFile = openEarly([request.url, ...request.mirrors], request.referrer, takeKept());
    const remembered = readRemembered(request.url);
    const { playOnPage } = await page;
    playOnPage(request, openFile, await remembered);
  } catch (thrown) {
    const { showErrorOnPage } = await page;
    showErrorOnPage(FunnelError.from(thrown));
  }
}
