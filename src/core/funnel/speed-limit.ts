/**
 * Holds the average speed to what the viewer allows, by the bytes asked for: what is not asked for does not come. A
 * token bucket that may go into debt by one piece.
 */
export class SpeedLimit {
  #bytesPerSecond = 0;
  #creditBytes = 0;
  #countedAtMs = 0;

  /** @param bytesPerSecond 0: no limit */
  set(bytesPerSecond: number, nowMs: number): void {
    this.#count(nowMs);
    this.#bytesPerSecond = bytesPerSecond;
    this.#creditBytes = bytesPerSecond === 0 ? 0 : Math.min(this.#creditBytes, bytesPerSecond);
  }

  /** The most one request should ask for, so that speed stays even. */
  get pieceBytesMax(): number {
    return this.#bytesPerSecond === 0 ? Infinity : Math.max(1, Math.ceil(this.#bytesPerSecond / 2));
  }

  /** When something may be asked for; in the past where it may be now. */
  get readyAtMs(): number {
    if (this.#bytesPerSecond === 0 || this.#creditBytes >= 0) return 0;
    return this.#countedAtMs + Math.ceil((-this.#creditBytes * 1000) / this.#bytesPerSecond);
  }

  /** Bytes were asked for, or, below zero, will not come after all. */
  spend(bytes: number, nowMs: number): void {
    if (this.#bytesPerSecond === 0) return;
    this.#count(nowMs);
    this.#creditBytes -= bytes;
  }

  #count(nowMs: number): void {
    const earned = ((nowMs - this.#countedAtMs) * this.#bytesPerSecond) / 1000;
    // A second of silence is not saved up for a burst later.
    this.#creditBytes = Math.min(this.#creditBytes + earned, this.#bytesPerSecond);
    this.#countedAtMs = nowMs;
  }
}
