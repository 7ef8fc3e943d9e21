interface Appointment {
  readonly atMs: number;
  readonly run: () => void;
}

/** A clock that jumps from one appointment to the next: minutes of film pass in milliseconds, the same every time. */
export class VirtualTime {
  nowMs = 0;
  /** Sorted by time, those of one moment in the order they were made. */
  #appointments: Appointment[] = [];

  at(atMs: number, run: () => void): void {
    const appointment = { atMs: Math.max(atMs, this.nowMs), run };
    let low = 0;
    let high = this.#appointments.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#appointments[middle]!.atMs <= appointment.atMs) low = middle + 1;
      else high = middle;
    }
    this.#appointments.splice(low, 0, appointment);
  }

  after(delayMs: number, run: () => void): void {
    this.at(this.nowMs + delayMs, run);
  }

  /** Lets time pass until `done`, until nothing is left to happen, or until `untilMs`. */
  run(untilMs: number, done: () => boolean = () => false): void {
    while (!done()) {
      const next = this.#appointments[0];
      if (!next || next.atMs > untilMs) {
        this.nowMs = Math.max(this.nowMs, untilMs);
        return;
      }
      this.#appointments.shift();
      this.nowMs = next.atMs;
      next.run();
    }
  }
}
