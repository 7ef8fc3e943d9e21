import type { FunnelError } from '../core/errors';
import { Attempts } from './attempts';
import type { OpenFile } from './open-early';
import { createPlayerView } from './view/create-player-view';

/** Plays a link on this page. To be called once. */
export function playOnPage(url: string, openFile: OpenFile): void {
  new Attempts(createPlayerView(document), url, openFile);
}

/** Says why there is nothing to play. */
export function showErrorOnPage(error: FunnelError): void {
  createPlayerView(document).showError(error, []);
}
