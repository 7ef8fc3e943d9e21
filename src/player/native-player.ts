import type { FunnelError } from '../core/errors';
import type { PlayerView } from './view/player-view';

/** An attempt to play a link with a plain `<video>`, on the one connection it has. */
export class NativePlayer {
  readonly #closed = new AbortController();

  /**
   * @param reason why it is not played over many connections; shown while it plays, and as the error if it does not
   * @param failed the browser cannot play it either
   */
  constructor(view: PlayerView, url: string, startSeconds: number, reason: FunnelError, failed: () => void) {
    const { video } = view;
    const { signal } = this.#closed;
    const on = (type: string, listen: () => void) => video.addEventListener(type, listen, { signal });
    for (const type of ['waiting', 'seeking']) on(type, () => view.setWaiting('buffering'));
    for (const type of ['canplay', 'seeked', 'ended']) on(type, () => view.setWaiting(null));
    on('loadeddata', () => {
      view.setWaiting(null);
      view.showNotice({ code: reason.code, detail: reason.detail });
    });
    on('error', () => {
      this.close();
      failed();
    });
    view.setWaiting('connecting');
    video.src = url;
    if (startSeconds > 0) video.currentTime = startSeconds;
    // Without a gesture a browser may refuse to play sound: then the play button waits for one.
    video.play().catch(() => {});
  }

  close(): void {
    this.#closed.abort();
  }
}
