import type { FunnelErrorData } from '../core/errors';
import { plentySeconds } from './feed/stuck-decoder';

/** A wait that is longer than this wants a reason. */
const patienceMs = 5_000;

export interface Scene {
  readonly video: Pick<HTMLVideoElement, 'currentTime' | 'readyState' | 'paused' | 'seeking' | 'ended'>;
  /** Whether the film was started: until then it is paused for want of film. */
  readonly hasBegun: boolean;
  /** Film in the browser's buffer ahead of the playhead. */
  readonly bufferedSeconds: number;
  readonly isOnline: boolean;
  /** What comes from all connections together. */
  readonly bytesPerSecond: number;
}

/** Sees to it that no long wait goes without a reason, whatever those who should tell one know of it. */
export class Standstill {
  #sinceMs: number | null = null;
  #playheadSeconds = Number.NaN;

  /** To be called a few times a second. @returns why the picture stands, once it has for long; null while it has not */
  reason(scene: Scene, nowMs: number): FunnelErrorData | null {
    const { video, bufferedSeconds, isOnline, bytesPerSecond } = scene;
    const isMoving = video.currentTime !== this.#playheadSeconds;
    this.#playheadSeconds = video.currentTime;
    if (video.ended || isAtRest(scene)) this.#sinceMs = null;
    else if (isMoving || this.#sinceMs === null) this.#sinceMs = nowMs;
    if (this.#sinceMs === null || nowMs - this.#sinceMs < patienceMs) return null;
    const detail = `at ${video.currentTime.toFixed(1)} s, ${Math.round(bytesPerSecond)} B/s`;
    // It is not for want of film.
    if (bufferedSeconds >= plentySeconds) return { code: 'playback/stuck', detail };
    if (!isOnline) return { code: 'network/offline', detail };
    return { code: bytesPerSecond > 0 ? 'network/slow' : 'network/connect-timeout', detail };
  }
}

/** By the viewer's will: but who seeks while it is paused waits for a picture all the same. */
const isAtRest = ({ video, hasBegun }: Scene): boolean =>
  // HAVE_FUTURE_DATA: it is the viewer who must start it.
  video.paused && !video.seeking && (hasBegun || video.readyState >= 3);
