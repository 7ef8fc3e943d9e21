import { FunnelError, type FunnelErrorData } from '../core/errors';
import type { Movie, MovieTrack } from '../core/movie';
import { openMovie } from '../core/mp4/open-movie';
import { KeyPictures } from '../core/playback/key-pictures';
import { filmTitle } from '../shared/film-title';
import { splitCredentials } from '../shared/url-credentials';
import { chooseTracks, inPlayableShape } from './choose-tracks';
import { decodePicture } from './feed/decode-picture';
import { Feeder } from './feed/feeder';
import { SoundKeepingSource } from './feed/film-source';
import { Stage } from './feed/stage';
import type { OpenFile } from './open-early';
import type { RemoteFile } from './remote-file';
import { Standstill } from './standstill';
import { captionsOf, FilmTracks } from './tracks/film-tracks';
import { withSoundFirst } from './tracks/sounds';
import { presentWork } from './tracks/work';
import type { PlayerView } from './view/player-view';

/** Film in the buffer before playing begins, so that it does not stop at once. */
const cushionSeconds = 1.5;
const statusEveryMs = 250;

export interface PlayerListener {
  /** This attempt is over. */
  failed(error: FunnelError, wasPaused: boolean): void;
  /** The link has died, and this one has taken its place. */
  linkReplaced(url: string): void;
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
  #filmTracks: FilmTracks | null = null;
  #pictures: KeyPictures | null = null;
  #filmBytesPerSecond: number | null = null;
  /** Whether it need not be started any more. */
  #begun: boolean;
  #isPausedByViewer: boolean;
  /** Until then what plays is what an earlier attempt has left. */
  #isStaged = false;
  /** Whether the viewer was somewhere else in it meanwhile. */
  #hasSought = false;
  /** Tracks that were over where this attempt began. */
  #over: readonly MovieTrack[] = [];
  /** What the viewer must do without. */
  #missing: FunnelErrorData | null = null;
  #trouble: FunnelErrorData | null = null;
  /** Why the film does not come from its link. */
  #stray: FunnelErrorData | null = null;
  readonly #standstill = new Standstill();

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
    this.#isPausedByViewer = isPaused;
    view.setTitle(filmTitle(null, url));
    view.setWaiting('connecting');
    let link = url;
    this.#file = openFile({
      bytesCame: () => {
        this.#feeder?.pump();
        this.#filmTracks?.bytesCame();
      },
      // Told with the next status; it may be told before there is a file to hand.
      trouble: (error) => {
        this.#trouble = error;
      },
      failed: (error) => this.#fail(error),
      deadLink: (error) => view.freshLink.ask(error, (given) => this.#file.offerLink(given ?? link)),
      freshLink: (given, refusal) => {
        if (refusal) {
          view.freshLink.refuse({ code: refusal, detail: given });
          return;
        }
        link = given;
        // Nobody has asked for it: it is a mirror, and the link was dead from the start.
        if (!view.freshLink.isOpen)
          this.#stray = { code: 'resource/mirror-used', detail: splitCredentials(url).url };
        view.freshLink.close();
        listener.linkReplaced(link);
      },
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
    this.#view.page.pictures.offer(null);
    this.#pictures?.clear();
    this.#view.freshLink.close();
  }

  async #open(startSeconds: number): Promise<void> {
    const { signal } = this.#closed;
    const { video } = this.#view;
    // At once, beside the network; but a picture that an earlier attempt left stays until there is film to show.
    const early = video.readyState === HTMLMediaElement.HAVE_NOTHING ? this.#stage(startSeconds) : null;
    const resource = await this.#file.opened;
    signal.throwIfAborted();
    const title = filmTitle(resource.contentDisposition, this.#url);
    this.#view.setTitle(title);
    this.#view.setWaiting('indexing');
    const movie = withSoundFirst(await openMovie(this.#file), this.#view.trackMenu.soundId);
    signal.throwIfAborted();
    const wanted = early ? startSeconds : this.#wherePlayedTo(startSeconds);
    // Kept of what the link led to before, a place may lie beyond the end of what is there now.
    const atSeconds = wanted > movie.durationSeconds + 1 ? 0 : wanted;
    if (atSeconds !== wanted) video.currentTime = atSeconds;
    const { tracks, over, missing } = chooseTracks(movie, Stage.canPlay, atSeconds);
    this.#over = over;
    this.#missing = missing ?? (movie.ignoresRate ? { code: 'media/rate-ignored', detail: '' } : null);
    this.#filmBytesPerSecond = resource.byteLength / movie.durationSeconds;
    this.#view.setWaiting('buffering');
    const stage = await (early ?? this.#stage(atSeconds));
    signal.throwIfAborted();
    const begun = stage.begin(tracks, movie.durationSeconds);
    const sounds = movie.tracks
      .filter(({ kind }) => kind === 'audio')
      .flatMap((track) => inPlayableShape(track, Stage.canPlay) ?? []);
    const source = sounds.length > 1 ? new SoundKeepingSource(this.#file, video, sounds) : this.#file;
    this.#offerPictures(tracks.find(({ kind }) => kind === 'video'));
    this.#feeder = new Feeder(source, video, stage, tracks, atSeconds, {
      failed: (error) => this.#fail(error),
      fed: (fragment) => {
        this.#pictures?.fed(fragment);
        this.#beginPlaying();
      },
      stranded: (atSeconds) => this.#restart(atSeconds),
    });
    this.#offer(movie, sounds, [...tracks, ...over]);
    const isSound = [...tracks, ...over].every(({ kind }) => kind === 'audio');
    presentWork(movie.metadata ?? {}, isSound, title, this.#view, signal);
    await begun;
  }

  #stage(startSeconds: number): Promise<Stage> {
    this.#isStaged = true;
    return Stage.open(this.#view.video, startSeconds);
  }

  /** What an earlier attempt has left plays on meanwhile, and the viewer may seek in it. */
  #wherePlayedTo(startSeconds: number): number {
    const { currentTime } = this.#view.video;
    return this.#hasSought ? currentTime : Math.max(startSeconds, currentTime);
  }

  /** What the viewer may choose: followed as long as this attempt lasts. */
  #offer(movie: Movie, sounds: readonly MovieTrack[], chosen: readonly MovieTrack[]): void {
    const { trackMenu, video } = this.#view;
    const { signal } = this.#closed;
    let sound = chosen.find(({ kind }) => kind === 'audio');
    trackMenu.offer(
      sounds.toSorted((a, b) => a.id - b.id),
      sound?.id ?? null,
      captionsOf(movie.textTracks),
    );
    this.#filmTracks = new FilmTracks(movie, trackMenu, video, this.#file, signal);
    trackMenu.onChange(() => {
      const next = sounds.find(({ id }) => id === trackMenu.soundId);
      if (!next || next === sound) return;
      const isOver = [sound, next].some(
        (each) => !each || video.currentTime > each.endSeconds - cushionSeconds,
      );
      // Where one of the two is not on stage, others must go on it.
      if (isOver || !sound) this.#restart(video.currentTime);
      else this.#feeder?.replace(sound.id, next);
      sound = next;
    }, signal);
  }

  /** What the timeline may show. */
  #offerPictures(track: MovieTrack | undefined): void {
    if (!track) return;
    const pictures = new KeyPictures(track, this.#file);
    this.#pictures = pictures;
    this.#view.page.pictures.offer({
      async at(seconds, use) {
        const key = pictures.at(seconds);
        return key && decodePicture(track, key, use);
      },
    });
  }

  #listenToVideo(): void {
    const { video } = this.#view;
    const { signal } = this.#closed;
    const on = (type: string, listen: () => void) => video.addEventListener(type, listen, { signal });
    // Whoever presses play before the cushion is there, and then pause, means it. But the order to play
    // what an earlier attempt has left was that attempt's, and a decoder that fails pauses the film by itself.
    on('play', () => {
      this.#begun = this.#isStaged;
      this.#isPausedByViewer = false;
    });
    on('pause', () => {
      if (video.error) return;
      this.#begun = true;
      this.#isPausedByViewer = true;
    });
    // A paused player sends no `waiting` when it is sent to where nothing is buffered.
    for (const type of ['waiting', 'seeking']) on(type, () => this.#view.setWaiting('buffering'));
    for (const type of ['loadeddata', 'canplay', 'seeked', 'playing', 'ended']) {
      // A first frame that stands until the cushion is there is no film that was stopped.
      on(type, () => this.#view.setWaiting(this.#begun || video.ended ? null : 'buffering'));
    }
    on('seeking', () => {
      this.#hasSought ||= !this.#isStaged;
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
    this.#view.setWaiting(null);
    // Without a gesture a browser may refuse to play sound: then the play button waits for one.
    this.#view.video.play().catch(() => {});
  }

  /** One line, for what matters most at the moment. */
  #showNotice(): void {
    const flaw = this.#feeder?.flaw;
    const lasting = flaw ? { code: flaw.code, detail: flaw.detail } : (this.#missing ?? this.#stray);
    const standing = this.#whyItStands();
    this.#view.showNotice(this.#trouble ?? standing ?? lasting);
  }

  #whyItStands(): FunnelErrorData | null {
    const { video, freshLink } = this.#view;
    // The box has said it.
    if (freshLink.isOpen) return null;
    const { bytesPerSecond } = this.#file.status();
    const { onLine: isOnline } = navigator;
    const bufferedSeconds = this.#feeder?.bufferedSeconds ?? 0;
    const scene = { video, hasBegun: this.#begun, bufferedSeconds, isOnline, bytesPerSecond };
    return this.#standstill.reason(scene, performance.now());
  }

  /** By the viewer. */
  get isPaused(): boolean {
    return this.#isPausedByViewer;
  }

  #restart(atSeconds: number): void {
    if (this.#closed.signal.aborted) return;
    this.close();
    this.#listener.restart(atSeconds, this.isPaused);
  }

  #fail(error: FunnelError): void {
    if (this.#closed.signal.aborted) return;
    this.close();
    this.#listener.failed(error, this.isPaused);
  }
}
