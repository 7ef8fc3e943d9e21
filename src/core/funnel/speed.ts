/** Bytes per second over a sliding window, from timestamped amounts. */
export class SpeedMeter {
  readonly #windowMs: number;
  #samples: { atMs: number; bytes: number }[] = [];
  #total = 0;
  #sinceMs: number | null = null;

  constructor(windowMs: number) {
    this.#windowMs = windowMs;
  }

  add(bytes: number, nowMs: number): void {
    this.#sinceMs ??= nowMs;
    const last = this.#samples.at(-1);
    // Chunks come in hundreds a second: a tenth of a second is all the resolution anyone sees.
    if (last && nowMs - last.atMs < 100) last.bytes += bytes;
    else this.#samples.push({ atMs: nowMs, bytes });
    this.#total += bytes;
    this.#forget(nowMs);
  }

  bytesPerSecond(nowMs: number): number {
    this.#forget(nowMs);
    if (this.#sinceMs === null) return 0;
    const elapsedMs = Math.min(this.#windowMs, nowMs - this.#sinceMs);
    return elapsedMs < 200 ? 0 : (this.#total * 1000) / elapsedMs;
  }

  #forget(nowMs: number): void {
    while (this.#samples[0] && nowMs - this.#samples[0].atMs > this.#windowMs) {
      this.#total -= this.#samples.shift()!.bytes;
    }
    if (this.#samples.length === 0) this.#sinceMs = null;
  }
}

/** A moving average that trusts its first sample wholly and later ones by `weight`. */
export class MovingAverage {
  value: number | null = null;

  add(sample: number, weight = 0.3): void {
    this.value = this.value === null ? sample : this.value + weight * (sample - this.value);
  }
}

/** The largest of the samples, each of which weighs less with every later one. */
export class FadingMaximum {
  value: number | null = null;

  add(sample: number): void {
    this.value = Math.max(sample, (this.value ?? 0) * 0.98);
  }
}
