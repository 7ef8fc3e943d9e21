import type { FunnelErrorData } from '../core/errors';
import { splitCredentials } from '../shared/url-credentials';
import { prepareVideo } from './prepare-video';
import type { PlayerView } from './view/player-view';

/** An attempt to play a link with a plain `<video>`, on the one connection it has. */
export class NativePlayer {
  readonly #closed = new AbortController();
  readonly #video: HTMLVideoElement;

  /**
   * @param referrer the page the link was on
   * @param isPaused whether to wait for the viewer, rather than play
   * @param notice why it is not played over many connections; shown while it plays
   * @param failed the browser cannot play it either; or it could, until its connection ended
   */
  constructor(
    view: PlayerView,
    url: string,
    referrer: string | null,
    startSeconds: number,
    isPaused: boolean,
    notice: FunnelErrorData,
    failed: (isCutOff: boolean) => void,
  ) {
    this.#video = view.video;
    const { signal } = this.#closed;
    const fail = () => {
      this.close();
      failed(view.video.error?.code === MediaError.MEDIA_ERR_NETWORK);
    };
    view.setWaiting('connecting');
    const address = splitCredentials(url);
    prepareVideo(address, referrer, signal).then(() => {
      if (signal.aborted) return;
      this.#listen(view, notice, fail);
      const { video } = view;
      video.src = address.url;
      if (startSeconds > 0) video.currentTime = startSeconds;
      // Without a gesture a browser may refuse to play sound: then the play button waits for one.
      if (!isPaused) video.play().catch(() => {});
    }, fail);
  }

  #listen(view: PlayerView, notice: FunnelErrorData, fail: () => void): void {
    const { signal } = this.#closed;
    const on = (type: string, listen: () => void) => view.video.addEventListener(type, listen, { signal });
    for (const type of ['waiting', 'seeking']) on(type, () => view.setWaiting('buffering'));
    for (const type of ['canplay', 'seeked', 'ended']) on(type, () => view.setWaiting(null));
    on('loadeddata', () => {
      view.setWaiting(null);
      view.showNotice(notice);
    });
    on('error', fail);
  }

  get isPaused(): boolean {
    return this.#video.paused;
  }

  close(): void {
    this.#closed.abort();
  }
}
