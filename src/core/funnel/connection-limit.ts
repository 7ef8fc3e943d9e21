import type { ErrorCode } from '../errors';
import { tuning } from './options';

/** A host wants no more requests at once than that. */
export interface Objection {
  readonly connections: number;
  /** It was serving, or had not yet answered, so many others. */
  readonly served: number;
  /** `Retry-After`: for so long it wants no more. */
  readonly holdMs: number;
}

/**
 * How many requests one host may be sent at once: lowered when it objects, then raised one by one while it does not
 * (additive increase, multiplicative decrease). What it served when it objected is soon tried again; more than that the
 * later the more often it has objected to it.
 */
export class ConnectionLimit {
  /** What it may rise to again. */
  #max: number;
  #value: number;
  #loweredAtMs = -Infinity;
  #raisedAtMs = 0;
  #pausedUntilMs = 0;
  /** What the host served when it objected. */
  #knee = Infinity;
  #kneeHits = 0;

  constructor(max: number) {
    this.#max = max;
    this.#value = max;
  }

  /** 0 while the host is left alone. */
  value(nowMs: number): number {
    if (nowMs < this.#pausedUntilMs) return 0;
    if (this.#value < this.#max && nowMs - this.#raisedAtMs >= this.#recoveryMs) {
      this.#value += 1;
      this.#raisedAtMs = nowMs;
    }
    return this.#value;
  }

  /** When the host may be asked again. */
  get pausedUntilMs(): number {
    return this.#pausedUntilMs;
  }

  /** Whether the host has not objected, or has forgotten it. */
  get isAtMax(): boolean {
    return this.#value >= this.#max;
  }

  /** More, or fewer again, because that was found to be of use. */
  set(connections: number): void {
    this.#max = connections;
    this.#value = connections;
  }

  /** No more than so many again: what was more was for a moment. */
  settle(connections: number): void {
    this.#max = connections;
    this.#value = Math.min(this.#value, connections);
  }

  /** A dozen refusals of one burst are one objection, and the last of them tells what is served. */
  lower({ connections, served, holdMs }: Objection, nowMs: number): void {
    if (nowMs - this.#loweredAtMs > tuning.objectionWindowMs) {
      this.#kneeHits = Math.abs(served - this.#knee) <= 1 ? this.#kneeHits + 1 : 0;
      this.#loweredAtMs = nowMs;
    }
    // Later objections count fewer and fewer others, as those end meanwhile: they tell nothing of what is served.
    if (nowMs - this.#loweredAtMs <= tuning.objectionBurstMs) this.#knee = served;
    this.#value = Math.max(1, Math.min(this.#value, connections));
    this.#raisedAtMs = nowMs + Math.max(0, holdMs - this.#recoveryMs);
  }

  /** Nothing at all for so long, unless bytes come after all. */
  pauseUntil(timeMs: number): void {
    this.#pausedUntilMs = Math.max(this.#pausedUntilMs, timeMs);
  }

  resume(): void {
    this.#pausedUntilMs = 0;
  }

  /** What the host was found to serve at once; Infinity while it has not objected. */
  get served(): number {
    return this.#knee;
  }

  get #recoveryMs(): number {
    if (this.#value < this.#knee) return tuning.recoveryMs;
    return Math.min(tuning.recoveryBeyondMs * 2 ** this.#kneeHits, tuning.recoveryBeyondMaxMs);
  }
}

/**
 * How many connections to go on with after a failure, if it was an objection to their number: half of what is under way
 * where the server says so, what is under way where it takes no more. Null where it was something else.
 */
export function connectionsAfter(code: ErrorCode, underWay: number): number | null {
  if (code === 'http/throttled') return Math.ceil(underWay / 2);
  if (code === 'network/unreachable' || code === 'http/expired') return underWay;
  return null;
}
