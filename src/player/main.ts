import { FunnelError } from '../core/errors';
import { parsePlayerAddress } from '../shared/player-address';
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
    const request = parsePlayerAddress(location.hash);
    const openFile = openEarly([request.url, ...request.mirrors], request.referrer, takeKept());
    const remembered = readRemembered(request.url);
    const { playOnPage } = await page;
    playOnPage(request, openFile, await remembered);
  } catch (thrown) {
    const { showErrorOnPage } = await page;
    showErrorOnPage(FunnelError.from(thrown));
  }
}
