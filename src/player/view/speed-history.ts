/** What came in one second. */
export interface SpeedSample {
  readonly bytesPerSecond: number;
  /** What each lane had under way, by its id. */
  readonly lanes: ReadonlyMap<number, number>;
}

/** The speed of the last minute, one value a second, oldest first; null before there was any. */
export class SpeedHistory {
  readonly #samples: (SpeedSample | null)[];
  #second: number | null = null;

  constructor(seconds = 60) {
    this.#samples = new Array<SpeedSample | null>(seconds).fill(null);
  }

  /** Within one second the latest speed counts; seconds nobody spoke of keep the one before. */
  record(nowMs: number, sample: SpeedSample): void {
    const second = Math.floor(nowMs / 1000);
    const passed = this.#second === null ? 1 : Math.min(second - this.#second, this.#samples.length);
    const before = this.#samples.at(-1) ?? null;
    for (let step = 0; step < passed; step++) {
      this.#samples.shift();
      this.#samples.push(before);
    }
    this.#second = second;
    this.#samples[this.#samples.length - 1] = sample;
  }

  /** All together, in bytes per second. */
  get totals(): (number | null)[] {
    return this.#samples.map((sample) => sample?.bytesPerSecond ?? null);
  }

  get peak(): number {
    return Math.max(...this.#samples.map((sample) => sample?.bytesPerSecond ?? 0));
  }

  /** Of those that were recorded. */
  get mean(): number {
    const known = this.#samples.filter((sample) => sample !== null);
    return known.reduce((sum, { bytesPerSecond }) => sum + bytesPerSecond, 0) / Math.max(1, known.length);
  }

  /** Of all lanes of the minute, in the order of their ids. */
  get laneIds(): number[] {
    const ids = new Set(this.#samples.flatMap((sample) => [...(sample?.lanes.keys() ?? [])]));
    return [...ids].sort((a, b) => a - b);
  }

  /**
   * Each lane on top of those before it, the last one reaching up to the total. What requests say of themselves and what
   * comes in all are measured over different times: the lanes share the total as they share the former.
   */
  stacked(laneIds: readonly number[]): (number | null)[][] {
    const heights = this.#samples.map((sample) => {
      if (sample === null) return laneIds.map(() => null);
      const speeds = laneIds.map((id) => sample.lanes.get(id) ?? 0);
      const sum = speeds.reduce((all, speed) => all + speed, 0);
      let height = 0;
      return speeds.map((speed) => {
        height += sum === 0 ? 0 : (speed / sum) * sample.bytesPerSecond;
        return height;
      });
    });
    return laneIds.map((_, lane) => heights.map((each) => each[lane]!));
  }
}
