import type { ErrorAction, FunnelErrorData } from '../../core/errors';
import type { FunnelStatus } from '../../core/funnel/status';
import type { FreshLink } from './fresh-link';
import type { PlayerPage } from './player-page';
import type { TrackMenu } from './track-menu';
import type { Work } from './work';

/** What the viewer asked for: by a button on an error or notice, or the next film. */
export type ViewAction = ErrorAction | 'next';

/** Everything the rest of the player may say to, or hear from, the page. */
export interface PlayerView {
  readonly video: HTMLVideoElement;
  readonly trackMenu: TrackMenu;
  /** For what is added to the page once there is a picture. */
  readonly page: PlayerPage;
  /** Resolves when the controls are there: with the first picture, or when that is long in coming. */
  readonly controls: Promise<void>;
  /** What the film is called. */
  readonly title: string;
  setTitle(title: string): void;
  /** In place of the picture; null where there is one. */
  showWork(work: Work | null): void;
  /** Until the first frame: what is being waited for; null hides it. */
  setWaiting(reason: 'connecting' | 'indexing' | 'buffering' | null): void;
  /** Ends the attempt: a sentence and buttons over the picture, in an element with `data-error="<code>"`. */
  showError(error: FunnelErrorData, actions: readonly ErrorAction[]): void;
  /** Whether an error stands in place of the film. */
  readonly hasFailed: boolean;
  /** The film goes on or waits: a line that does not cover the picture, also with `data-error`. Null takes it away. */
  showNotice(error: FunnelErrorData | null, actions?: readonly ErrorAction[]): void;
  /** A few times a second. `filmBytesPerSecond` is null until the index is known. */
  showStatus(status: FunnelStatus, filmBytesPerSecond: number | null): void;
  /** Asks for another link where the one that played has died. */
  readonly freshLink: FreshLink;
  /** The links that are to be played after this one. */
  showNext(links: readonly string[]): void;
  onAction(listener: (action: ViewAction) => void): void;
}
