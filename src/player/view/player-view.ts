import type { FunnelErrorData } from '../../core/errors';
import type { FunnelStatus } from '../../core/funnel/status';

/** What the viewer asked for by a button on an error or notice. */
export type ViewAction = 'retry' | 'play-natively' | 'copy-link' | 'allow-site';

/** Everything the rest of the player may say to, or hear from, the page. */
export interface PlayerView {
  readonly video: HTMLVideoElement;
  setTitle(title: string): void;
  /** Until the first frame: what is being waited for; null hides it. */
  setWaiting(reason: 'connecting' | 'indexing' | 'buffering' | null): void;
  /** Ends the attempt: a sentence and buttons over the picture, in an element with `data-error="<code>"`. */
  showError(error: FunnelErrorData, actions: readonly ViewAction[]): void;
  /** The film goes on or waits: a line that does not cover the picture, also with `data-error`. Null takes it away. */
  showNotice(error: FunnelErrorData | null, actions?: readonly ViewAction[]): void;
  /** A few times a second. `filmBytesPerSecond` is null until the index is known. */
  showStatus(status: FunnelStatus, filmBytesPerSecond: number | null): void;
  onAction(listener: (action: ViewAction) => void): void;
}
