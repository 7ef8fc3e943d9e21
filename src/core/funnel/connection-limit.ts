import type { ErrorCode } from '../errors';
import { tuning } from './options';

/** How many requests may run at once: lowered when the server objects, then raised one by one while it does not. */
export class ConnectionLimit {
  readonly #max: number;
  #value: number;
  #raisedAtMs = 0;

  constructor(max: number) {
    this.#max = max;
    this.#value = max;
  }

  value(nowMs: number): number {
    if (this.#value < this.#max && nowMs - this.#raisedAtMs >= tuning.recoveryMs) {
      this.#value += 1;
      this.#raisedAtMs = nowMs;
    }
    return this.#value;
  }

  /** A dozen refusals of one burst are one objection: what to lower it to depends on what is being served, not on them. */
  lowerTo(connections: number, nowMs: number): void {
    this.#value = Math.max(1, Math.min(this.#value, connections));
    this.#raisedAtMs = nowMs;
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
