import { tuning } from './options';

/** How many requests may run at once: halved when the server objects, then raised one by one while it does not. */
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

  /** @param active requests the server did not object to */
  halve(active: number, nowMs: number): void {
    // A dozen refusals of one burst are one objection: never below what the server is serving right now, halved.
    this.#value = Math.max(1, Math.min(this.#value, Math.ceil(active / 2)));
    this.#raisedAtMs = nowMs;
  }
}
