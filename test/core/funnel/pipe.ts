/** A rate that several connections share: chunks pass one after the other, in the order they set out. */
export class Pipe {
  readonly #bytesPerSecond: number;
  #freeAtMs = 0;

  constructor(bytesPerSecond: number) {
    this.#bytesPerSecond = bytesPerSecond;
  }

  /** When a chunk that sets out now is through. */
  pass(bytes: number, nowMs: number): number {
    this.#freeAtMs = Math.max(this.#freeAtMs, nowMs) + (bytes * 1000) / this.#bytesPerSecond;
    return this.#freeAtMs;
  }
}
