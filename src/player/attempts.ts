import type { ErrorCode, FunnelError } from '../core/errors';
import { NativePlayer } from './native-player';
import type { OpenFile } from './open-early';
import { Player } from './player';
import type { PlayerView, ViewAction } from './view/player-view';

/** Where a plain `<video>` on one connection may play what the funnel cannot. */
const playsNatively: readonly ErrorCode[] = [
  'http/range-ignored',
  'resource/length-unknown',
  'media/fragmented',
];
/** Where a plain `<video>` is worth a try, though it will most likely fail too. */
const worthTryingNatively: readonly ErrorCode[] = [
  'http/range-invalid',
  'media/not-media',
  'media/no-moov',
  'media/corrupt',
  'media/limit',
  'media/codec-unsupported',
  'playback/append-failed',
  'playback/decode',
  'playback/stuck',
];

/** Plays a link: one attempt after another, each where the one before it had come to, until the viewer is told that it failed. */
export class Attempts {
  readonly #view: PlayerView;
  readonly #url: string;
  readonly #openFile: OpenFile;
  #current: { close(): void } | null = null;
  /** Why the latest attempt failed. */
  #error: FunnelError | null = null;

  constructor(view: PlayerView, url: string, openFile: OpenFile) {
    this.#view = view;
    this.#url = url;
    this.#openFile = openFile;
    view.onAction((action) => this.#act(action));
    this.#play(0);
  }

  #play(startSeconds: number, isPaused = false): void {
    this.#current?.close();
    this.#current = new Player(this.#view, this.#url, this.#openFile, startSeconds, isPaused, {
      failed: (error) => this.#failed(error),
      restart: (atSeconds, wasPaused) => this.#play(atSeconds, wasPaused),
    });
  }

  #playNatively(reason: FunnelError): void {
    this.#current?.close();
    const { currentTime } = this.#view.video;
    this.#current = new NativePlayer(this.#view, this.#url, currentTime, reason, () =>
      this.#view.showError(reason, ['retry', 'copy-link']),
    );
  }

  #failed(error: FunnelError): void {
    this.#error = error;
    if (playsNatively.includes(error.code)) {
      this.#playNatively(error);
      return;
    }
    this.#view.video.pause();
    const natively: ViewAction[] = worthTryingNatively.includes(error.code) ? ['play-natively'] : [];
    this.#view.showError(error, ['retry', ...natively, 'copy-link']);
  }

  #act(action: ViewAction): void {
    if (action === 'retry') this.#play(this.#view.video.currentTime);
    else if (action === 'play-natively' && this.#error) this.#playNatively(this.#error);
    else if (action === 'copy-link') void navigator.clipboard.writeText(this.#url);
  }
}
