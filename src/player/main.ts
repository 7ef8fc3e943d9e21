import { FunnelError } from '../core/errors';
import { parsePlayerAddress } from '../shared/open-player';
import { Attempts } from './attempts';
import { createPlayerView } from './view/create-player-view';

const view = createPlayerView(document);
// A bookmark or an edited address names another film: begin anew with it.
window.addEventListener('hashchange', () => location.reload());

try {
  new Attempts(view, parsePlayerAddress(location.hash));
} catch (thrown) {
  view.showError(FunnelError.from(thrown), []);
}
