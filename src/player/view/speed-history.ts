/** The speed of the last minute, one value a second, oldest first. */
export class SpeedHistory {
  readonly #values: number[];
  #second: number | null = null;

  constructor(seconds = 60) {
    this.#values = new Array<number>(seconds).fill(0);
  }

  /** Within one second the latest speed counts; seconds nobody spoke of keep the one before. */
  record(nowMs: number, bytesPerSecond: number): void {
    const second = Math.floor(nowMs / 1000);
    const passed = this.#second === null ? 1 : Math.min(second - this.#second, this.#values.length);
    const before = this.#values.at(-1) ?? 0;
    for (let step = 0; step < passed; step++) {
      this.#values.shift();
      this.#values.push(before);
    }
    this.#second = second;
    this.#values[this.#values.length - 1] = bytesPerSecond;
  }

  get values(): readonly number[] {
    return this.#values;
  }

  get peak(): number {
    return Math.max(...this.#values);
  }
}
