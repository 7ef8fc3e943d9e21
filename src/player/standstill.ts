import type { FunnelErrorData } from '../core/errors';

/** A wait that is longer than this wants a reason. */
const patienceMs = 5_000;

export interface Scene {
  readonly playheadSeconds: number;
  /** Whether the picture would move, were there film: not where the viewer has paused it, unless for a seek, or it is over. */
  readonly isWanted: boolean;
  /** Whether it is not for want of film that it stands. */
  readonly hasFilm: boolean;
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
    const { playheadSeconds, isWanted, hasFilm, isOnline, bytesPerSecond } = scene;
    const isMoving = playheadSeconds !== this.#playheadSeconds;
    this.#playheadSeconds = playheadSeconds;
    if (!isWanted) this.#sinceMs = null;
    else if (isMoving || this.#sinceMs === null) this.#sinceMs = nowMs;
    if (this.#sinceMs === null || nowMs - this.#sinceMs < patienceMs) return null;
    const detail = `at ${playheadSeconds.toFixed(1)} s, ${Math.round(bytesPerSecond)} B/s`;
    if (hasFilm) return { code: 'playback/stuck', detail };
    if (!isOnline) return { code: 'network/offline', detail };
    return { code: bytesPerSecond > 0 ? 'network/slow' : 'network/connect-timeout', detail };
  }
}
