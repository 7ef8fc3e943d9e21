import { type ErrorCode, FunnelError } from '../core/errors';
import { openMovie } from '../core/mp4/open-movie';
import { chooseTracks } from './choose-tracks';
import { Feeder } from './feed/feeder';
import { Stage } from './feed/stage';
import { RemoteFile } from './remote-file';
import type { PlayerView, ViewAction } from './view/player-view';
import { filmTitle } from './view/title';

/** Film in the buffer before playing begins, so that it does not stop at once. */
const cushionSeconds = 1;
const statusEveryMs = 250;

/** Where a plain `<video>` on one connection may play what the funnel cannot. */
const playsNatively: readonly ErrorCode[] = [
  'http/range-ignored',
  'resource/length-unknown',
  'media/fragmented',
];
/** Where a plain `<video>` is worth a try, though it will most likely fail too. */
const worthTryingNatively: readonly ErrorCode[] = [
  ...playsNatively,
  'http/range-invalid',
  'media/not-media',
  'media/no-moov',
  'media/corrupt',
  'media/limit',
  'media/codec-unsupported',
  'playback/append-failed',
  'playback/decode',
];

/** One attempt to play one link: from the first byte to the end, or to an error the viewer is told. */
export class Player {
  readonly #view: PlayerView;
  readonly #url: string;
  readonly #file: RemoteFile;
  #feeder: Feeder | null = null;
  #filmBytesPerSecond: number | null = null;
  #begun = false;
  readonly #closed = new AbortController();

  /** @param startSeconds where to begin, when an earlier attempt had come so far */
  constructor(view: PlayerView, url: string, startSeconds = 0) {
    this.#view = view;
    this.#url = url;
    view.setTitle(filmTitle(null, url));
    view.setWaiting('connecting');
    this.#file = new RemoteFile(url, {
      bytesCame: () => this.#feeder?.pump(),
      trouble: (error) => view.showNotice(error),
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
    const { video } = this.#view;
    const resource = await this.#file.opened;
    this.#view.setTitle(filmTitle(resource.contentDisposition, this.#url));
    this.#view.setWaiting('indexing');
    const movie = await openMovie(this.#file);
    const { tracks, missing } = chooseTracks(movie, Stage.canPlay);
    if (missing.length > 0) {
      this.#view.showNotice({ code: 'media/codec-unsupported', detail: missing.join(', ') });
    }
    this.#filmBytesPerSecond = resource.byteLength / movie.durationSeconds;
    this.#view.setWaiting('buffering');
    const stage = await Stage.open(video, tracks, movie.durationSeconds);
    if (this.#closed.signal.aborted) return;
    this.#feeder = new Feeder(this.#file, video, stage, tracks, startSeconds, (error) => this.#fail(error));
  }

  #listenToVideo(): void {
    const { video } = this.#view;
    const { signal } = this.#closed;
    const on = (type: string, listen: () => void) => video.addEventListener(type, listen, { signal });
    // Whoever presses play before the cushion is there, and then pause, means it.
    on('play', () => {
      this.#begun = true;
    });
    on('loadeddata', () => this.#view.setWaiting(null));
    on('canplay', () => this.#view.setWaiting(null));
    on('waiting', () => this.#view.setWaiting('buffering'));
    on('error', () => this.#fail(new FunnelError('playback/decode', video.error?.message ?? '')));
  }

  #showStatus(): void {
    this.#view.showStatus(this.#file.status(), this.#filmBytesPerSecond);
    const flaw = this.#feeder?.flaw;
    if (flaw) this.#view.showNotice({ code: flaw.code, detail: flaw.detail });
    if (this.#begun || !this.#feeder || this.#feeder.secondsFed < cushionSeconds) return;
    this.#begun = true;
    // Without a gesture a browser may refuse to play sound: then the play button waits for one.
    this.#view.video.play().catch(() => {});
  }

  #fail(error: FunnelError): void {
    if (this.#closed.signal.aborted) return;
    this.close();
    if (playsNatively.includes(error.code)) playNatively(this.#view, this.#url, error);
    else this.#view.showError(error, actionsFor(error));
  }
}

/** Hands the link to a plain `<video>` on one connection, and says why. */
export function playNatively(view: PlayerView, url: string, reason: FunnelError): void {
  const { video } = view;
  view.setWaiting('buffering');
  const settled = new AbortController();
  const { signal } = settled;
  video.addEventListener(
    'loadeddata',
    () => {
      view.setWaiting(null);
      view.showNotice(reason);
      settled.abort();
    },
    { signal },
  );
  video.addEventListener(
    'error',
    () => {
      settled.abort();
      view.showError(reason, ['retry', 'copy-link']);
    },
    { signal },
  );
  video.src = url;
  video.play().catch(() => {});
}

function actionsFor(error: FunnelError): ViewAction[] {
  const actions: ViewAction[] = error.code.startsWith('input/') ? [] : ['retry'];
  if (worthTryingNatively.includes(error.code)) actions.push('play-natively');
  if (!error.code.startsWith('input/')) actions.push('copy-link');
  return actions;
}
