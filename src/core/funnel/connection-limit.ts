import type { ErrorCode } from '../errors';
import { tuning } from './options';

/**
 * How many requests one host may be sent at once: lowered when it objects, then raised one by one while it does not
 * (additive increase, multiplicative decrease).
 */
export class ConnectionLimit {
  /** What it may rise to again. */
  #max: number;
  #value: number;
  #raisedAtMs = 0;
  #pausedUntilMs = 0;

  constructor(max: number) {
    this.#max = max;
    this.#value = max;
  }

  /** 0 while the host is left alone. */
  value(nowMs: number): number {
    if (nowMs < this.#pausedUntilMs) return 0;
    if (this.#value < this.#max && nowMs - this.#raisedAtMs >= tuning.recoveryMs) {
      this.#value += 1;
      this.#raisedAtMs = nowMs;
    }
    return this.#value;
  }

  /** When the host may be asked again. */
  get pausedUntilMs(): number {
    return this.#pausedUntilMs;
  }

  /** Whether the host is served as it wants, for all that is known. */
  get isAtMax(): boolean {
    return this.#value >= this.#max;
  }

  /** More, or fewer again, because that was found to be of use. */
  set(connections: number): void {
    this.#max = connections;
    this.#value = connections;
  }

  /**
   * A dozen refusals of one burst are one objection: what to lower it to depends on what is being served, not on them.
   * @param holdMs for so long the host wants no more: `Retry-After`
   */
  lowerTo(connections: number, nowMs: number, holdMs: number): void {
    this.#value = Math.max(1, Math.min(this.#value, connections));
    this.#raisedAtMs = Math.max(this.#raisedAtMs, nowMs + Math.max(0, holdMs - tuning.recoveryMs));
  }

  /** Nothing at all for so long, unless bytes come after all. */
  pauseUntil(timeMs: number): void {
    this.#pausedUntilMs = timeMs;
  }
}

/**
 * How many connections to go on with after a failure, if it was an objection to their number: half of what flows where
 * the server says so, what flows where it takes no more. Null where it was something else.
 */
export function connectionsAfter(code: ErrorCode, flowing: number): number | null {
  if (code === 'http/throttled') return Math.ceil(flowing / 2);
  if (code === 'network/unreachable' || code === 'http/expired') return flowing;
  return null;
}
