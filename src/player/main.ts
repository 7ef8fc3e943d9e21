import { FunnelError } from '../core/errors';
import { parsePlayerAddress } from '../shared/player-address';
import { openEarly } from './open-early';

// Everything the first bytes do not need is loaded while they are on their way.
const page = import('./page');
// A bookmark or an edited address names another film: begin anew with it.
window.addEventListener('hashchange', () => location.reload());

try {
  const { url, mirrors } = parsePlayerAddress(location.hash);
  const openFile = openEarly([url, ...mirrors]);
  const { playOnPage } = await page;
  playOnPage(url, openFile);
} catch (thrown) {
  const { showErrorOnPage } = await page;
  showErrorOnPage(FunnelError.from(thrown));
}
