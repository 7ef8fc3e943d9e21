import browser from 'webextension-polyfill';
import { type ErrorCode, FunnelError, type FunnelErrorData, traitsOf } from '../core/errors';
import { message } from '../shared/i18n';
import { concealLogin } from '../shared/kept-logins';
import { everySite } from '../shared/origin-pattern';
import {
  nextLinks,
  type PlayerRequest,
  parsePlayerAddress,
  playerAddress,
  withNextLinks,
} from '../shared/player-address';
import { isPrivate } from '../shared/private-window';
import { copyCommand } from './copy-command';
import { isForNext } from './kept-index';
import { NativePlayer } from './native-player';
import type { OpenFile } from './open-early';
import { keepPlace, keptPlace } from './place';
import { Player } from './player';
import type { PlayerView, ViewAction } from './view/player-view';

/**
 * What a new attempt may well be spared, and how far beyond the place each further one begins, in seconds: some pictures
 * a decoder cannot begin with, and the next it can is mostly a group of pictures away.
 */
const skipsSeconds: Partial<Readonly<Record<ErrorCode, readonly number[]>>> = {
  'playback/append-failed': [0],
  'playback/decode': [0, 1, 2, 4],
};
/** What fails again so near has failed at the same place. */
const samePlaceSeconds = 1;

/** Plays a link: one attempt after another, each where the one before it had come to, until the viewer is told that it failed. */
export class Attempts {
  readonly #view: PlayerView;
  #url: string;
  readonly #referrer: string | null;
  readonly #openFile: OpenFile;
  readonly #linkReplaced: (url: string) => void;
  #current: { close(): void; readonly isPaused: boolean } | null = null;
  /** Whether the viewer had paused the attempt that failed; null while one plays. */
  #wasPaused: boolean | null = null;
  /** Why the latest attempt failed. */
  #error: FunnelError | null = null;
  /** Where the film went on after its decoder had failed, and how often in a row it had to. */
  #skippedTo: number | null = null;
  #skips = 0;

  /**
   * @param referrer the page the link was on
   * @param startSeconds where the film is to begin
   * @param linkReplaced told the link that took the place of a dead one
   */
  constructor(
    view: PlayerView,
    { url, referrer }: PlayerRequest,
    openFile: OpenFile,
    startSeconds: number,
    linkReplaced: (url: string) => void,
  ) {
    this.#view = view;
    this.#url = url;
    this.#referrer = referrer;
    this.#openFile = openFile;
    this.#linkReplaced = linkReplaced;
    view.onAction((action) => this.#act(action));
    const { atSeconds, isPaused } = keptPlace() ?? { atSeconds: startSeconds, isPaused: false };
    keepPlace(view.video, () => this.#wasPaused ?? this.#current?.isPaused ?? isPaused);
    this.#play(atSeconds, isPaused);
  }

  #play(startSeconds: number, isPaused = false): void {
    this.#current?.close();
    this.#wasPaused = null;
    this.#current = new Player(this.#view, this.#url, this.#openFile, startSeconds, isPaused, {
      failed: (error, wasPaused) => this.#failed(error, wasPaused),
      linkReplaced: (url) => void this.#replaceLink(url),
      restart: (atSeconds, wasPaused) => this.#play(atSeconds, wasPaused),
    });
  }

  #playNatively(reason: FunnelError, isPaused = false): void {
    this.#current?.close();
    this.#wasPaused = null;
    const { currentTime } = this.#view.video;
    const { natively } = traitsOf(reason.code);
    const notice: FunnelErrorData =
      natively === 'plays'
        ? { code: reason.code, detail: reason.detail }
        : { code: 'playback/native', detail: reason.message };
    this.#current = new NativePlayer(
      this.#view,
      this.#url,
      this.#referrer,
      currentTime,
      isPaused,
      notice,
      (isCutOff) => {
        const ended = isCutOff ? new FunnelError('network/unreachable', 'cut off from the file') : reason;
        const others = traitsOf(ended.code).actions.filter((action) => action !== 'play-natively');
        this.#view.showError(ended, others);
      },
    );
  }

  /** Whoever loads this page again shall find the film. */
  async #replaceLink(url: string): Promise<void> {
    this.#url = url;
    this.#linkReplaced(url);
    const concealed = await concealLogin(url, isPrivate());
    // Meanwhile another may have taken its place, or the page be on its way to another film.
    if (isForNext() || this.#url !== url) return;
    const { mirrors, referrer } = parsePlayerAddress(location.hash);
    const address = playerAddress(concealed, referrer, mirrors);
    const hash = withNextLinks(address.slice(address.indexOf('#')), nextLinks(location.hash));
    history.replaceState(history.state, '', hash);
  }

  #failed(error: FunnelError, wasPaused: boolean): void {
    this.#error = error;
    const { currentTime } = this.#view.video;
    const skipSeconds = this.#skipSeconds(error.code, currentTime);
    if (skipSeconds !== null) {
      if (skipSeconds > 0) this.#view.page.toast(message('partSkipped'));
      this.#play(currentTime + skipSeconds, wasPaused);
      return;
    }
    const { natively, actions } = traitsOf(error.code);
    if (natively !== undefined) {
      this.#playNatively(error, wasPaused);
      return;
    }
    this.#wasPaused = wasPaused;
    this.#view.video.pause();
    this.#view.showError(error, actions);
  }

  /** How far beyond this place another attempt is worth beginning; null where none is. */
  #skipSeconds(code: ErrorCode, atSeconds: number): number | null {
    const isSamePlace = this.#skippedTo !== null && Math.abs(atSeconds - this.#skippedTo) <= samePlaceSeconds;
    this.#skips = isSamePlace ? this.#skips + 1 : 0;
    const skip = skipsSeconds[code]?.[this.#skips] ?? null;
    // Beyond the end there is nothing. Where that is, an attempt that has just begun does not know.
    const isPastEnd = skip !== 0 && atSeconds + (skip ?? 0) >= this.#view.video.duration;
    this.#skippedTo = atSeconds + (skip ?? 0);
    return isPastEnd ? null : skip;
  }

  async #allow(): Promise<void> {
    const isAllowed = await browser.permissions.request({ origins: [...everySite] });
    if (isAllowed) this.#play(this.#view.video.currentTime);
  }

  #act(action: ViewAction): void {
    // Asked in the very turn of the click, as browsers demand. All sites, since a film's host often leads to others.
    if (action === 'allow-site') void this.#allow();
    // Only a page that is loaded anew reaches an extension that was.
    else if (action === 'retry' && this.#error?.code === 'internal/link-lost') location.reload();
    else if (action === 'retry') {
      this.#skippedTo = null;
      this.#play(this.#view.video.currentTime);
    } else if (action === 'play-natively' && this.#error) this.#playNatively(this.#error);
    else if (action === 'open-tab') void browser.tabs.create({ url: this.#url });
    else if (action === 'copy-link') void navigator.clipboard.writeText(this.#url);
    else if (action === 'copy-mpv') void copyCommand('mpv', this.#url, this.#referrer);
    else if (action === 'copy-aria2c') void copyCommand('aria2c', this.#url, this.#referrer);
    else if (action === 'copy-curl') void copyCommand('curl', this.#url, this.#referrer);
  }
}
