import { FunnelError } from '../core/errors';
import { parsePlayableUrl, parsePlayerAddress } from '../shared/open-player';
import { Player, playNatively } from './player';
import { createPlayerView } from './view/create-player-view';

const view = createPlayerView(document);
// A bookmark or an edited address names another film: begin anew with it.
window.addEventListener('hashchange', () => location.reload());

try {
  const url = parsePlayableUrl(parsePlayerAddress(location.hash).url);
  let player = new Player(view, url);
  view.onAction((action) => {
    if (action === 'retry') {
      player.close();
      player = new Player(view, url, view.video.currentTime);
    } else if (action === 'play-natively') {
      player.close();
      playNatively(view, url, new FunnelError('http/range-ignored', 'chosen by the viewer'));
    } else if (action === 'copy-link') {
      void navigator.clipboard.writeText(url);
    }
  });
} catch (thrown) {
  view.showError(FunnelError.from(thrown), []);
}
