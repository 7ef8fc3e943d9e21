import { FunnelError, type FunnelErrorData } from '../core/errors';
import type { MovieTrack } from '../core/movie';
import { openMovie } from '../core/mp4/open-movie';
import { chooseTracks } from './choose-tracks';
import { Feeder } from './feed/feeder';
import { Stage } from './feed/stage';
import type { OpenFile } from './open-early';
import type { RemoteFile } from './remote-file';
import type { PlayerView } from './view/player-view';
import { filmTitle } from './view/title';

/** Film in the buffer before playing begins, so that it does not stop at once. */
const cushionSeconds = 1.5;
const statusEveryMs = 250;

export interface PlayerListener {
  /** This attempt is over. */
  failed(error: FunnelError): void;
  /** The film goes on here, but with other tracks: a new attempt must begin. */
  restart(atSeconds: number, isPaused: boolean): void;
}

/** One attempt to play one link: from the first byte to the end, or to an error. */
export class Player {
  readonly #view: PlayerView;
  readonly #url: string;
  readonly #listener: PlayerListener;
  readonly #file: RemoteFile;
  readonly #closed = new AbortController();
  #feeder: Feeder | null = null;
  #filmBytesPerSecond: number | null = null;
  /** Whether it need not be started any more. */
  #begun: boolean;
  /** Tracks that were over where this attempt began. */
  #over: readonly MovieTrack[] = [];
  /** What the viewer must do without. */
  #missing: FunnelErrorData | null = null;
  #trouble: FunnelErrorData | null = null;

  /**
   * @param startSeconds where to begin, when an earlier attempt had come so far
   * @param isPaused whether to wait there for the viewer, rather than play
   */
  constructor(
    view: PlayerView,
    url: string,
    openFile: OpenFile,
    startSeconds: number,
    isPaused: boolean,
    listener: PlayerListener,
  ) {
    this.#view = view;
    this.#url = url;
    this.#listener = listener;
    this.#begun = isPaused;
    view.setTitle(filmTitle(null, url));
    view.setWaiting('connecting');
    this.#file = openFile({
      bytesCame: () => this.#feeder?.pump(),
      trouble: (error) => {
        this.#trouble = error;
        this.#showNotice();
      },
      failed: (error) => this.#fail(error),
    });
    const status = setInterval(() => this.#showStatus(), statusEveryMs);
    this.#closed.signal.addEventListener('abort', () => clearInterval(status));
    this.#listenToVideo();
    this.#open(startSeconds).catch((thrown) => this.#fail(FunnelError.from(thrown)));
  }

  close(): void {
    this.#closed.abort();
    this.#feeder?.stop();
    this.#file.close();
  }

  async #open(startSeconds: number): Promise<void> {
    const { signal } = this.#closed;
    const { video } = this.#view;
    // At once, beside the network; but a picture that an earlier attempt left stays until there is film to show.
    const early = video.readyState === HTMLMediaElement.HAVE_NOTHING ? Stage.open(video, startSeconds) : null;
    const resource = await this.#file.opened;
    signal.throwIfAborted();
    this.#view.setTitle(filmTitle(resource.contentDisposition, this.#url));
    this.#view.setWaiting('indexing');
    const movie = await openMovie(this.#file);
    signal.throwIfAborted();
    const { tracks, over, missing } = chooseTracks(movie, Stage.canPlay, startSeconds);
    this.#over = over;
    if (missing.length > 0) this.#missing = { code: 'media/codec-unsupported', detail: missing.join(', ') };
    this.#filmBytesPerSecond = resource.byteLength / movie.durationSeconds;
    this.#view.setWaiting('buffering');
    const stage = await (early ?? Stage.open(video, startSeconds));
    signal.throwIfAborted();
    const begun = stage.begin(tracks, movie.durationSeconds);
    this.#feeder = new Feeder(this.#file, video, stage, tracks, startSeconds, {
      failed: (error) => this.#fail(error),
      fed: () => this.#beginPlaying(),
      stranded: (atSeconds) => this.#restart(atSeconds),
    });
    await begun;
  }

  #listenToVideo(): void {
    const { video } = this.#view;
    const { signal } = this.#closed;
    const on = (type: string, listen: () => void) => video.addEventListener(type, listen, { signal });
    // Whoever presses play before the cushion is there, and then pause, means it.
    on('play', () => {
      this.#begun = true;
    });
    // A paused player sends no `waiting` when it is sent to where nothing is buffered.
    for (const type of ['waiting', 'seeking']) on(type, () => this.#view.setWaiting('buffering'));
    for (const type of ['loadeddata', 'canplay', 'seeked', 'ended'])
      on(type, () => this.#view.setWaiting(null));
    on('seeking', () => {
      if (this.#over.some((track) => video.currentTime < track.endSeconds - cushionSeconds)) {
        this.#restart(video.currentTime);
      }
    });
    on('error', () => this.#fail(new FunnelError('playback/decode', video.error?.message ?? '')));
  }

  #showStatus(): void {
    this.#view.showStatus(this.#file.status(), this.#filmBytesPerSecond);
    this.#file.announce(!this.#view.video.paused);
    this.#showNotice();
  }

  /** As soon as the cushion is there. */
  #beginPlaying(): void {
    if (this.#begun || !this.#feeder || this.#feeder.secondsFed < cushionSeconds) return;
    this.#begun = true;
    // Without a gesture a browser may refuse to play sound: then the play button waits for one.
    this.#view.video.play().catch(() => {});
  }

  /** One line, for what matters most at the moment. */
  #showNotice(): void {
    const flaw = this.#feeder?.flaw;
    this.#view.showNotice(this.#trouble ?? (flaw ? { code: flaw.code, detail: flaw.detail } : this.#missing));
  }

  #restart(atSeconds: number): void {
    if (this.#closed.signal.aborted) return;
    const isPaused = this.#begun && this.#view.video.paused;
    this.close();
    this.#listener.restart(atSeconds, isPaused);
  }

  #fail(error: FunnelError): void {
    if (this.#closed.signal.aborted) return;
    this.close();
    this.#listener.failed(error);
  }
}
