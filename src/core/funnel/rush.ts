import { tuning } from './options';

export interface RushScene {
  /** What somebody waits for right now and that is not in hand. */
  readonly waitingBytes: number;
  /** Requests the host may be sent at once; 0 while it is left alone. */
  readonly connections: number;
  /** What its lanes have room for. */
  readonly connectionsMax: number;
  /** Of one connection; 0 before anything was measured. */
  readonly bytesPerSecond: number;
  readonly roundTripMs: number;
}

/**
 * A seek into the middle of a group of pictures wants all of the group up to there, which may be a second's worth of all
 * connections: for so long, and no longer, there are as many as browsers open. Where they only take from each other, that
 * was the last time.
 */
export class Rush {
  #isOn = false;
  /** What there was before the last one. */
  #connectionsBefore = 0;
  #bytesPerSecondBefore = 0;
  #isVain = false;
  #objectedAtMs = -Infinity;

  get isOn(): boolean {
    return this.#isOn;
  }

  /** How many connections to go on with; null for as many as before. */
  step(scene: RushScene): number | null {
    const { waitingBytes, connections, connectionsMax, bytesPerSecond } = scene;
    if (this.#isOn) return waitingBytes > 0 ? null : this.#end(bytesPerSecond);
    if (this.#isVain || connections >= connectionsMax || !isLong(scene)) return null;
    this.#isOn = true;
    this.#connectionsBefore = connections;
    this.#bytesPerSecondBefore = bytesPerSecond;
    return connectionsMax;
  }

  /**
   * The host objects. It had stood as many as before, so it is no sign of more trouble than that.
   * @returns how many those were; null where the objection is about something else
   */
  objected(nowMs: number): number | null {
    if (this.#isOn) this.#objectedAtMs = nowMs;
    this.#isOn = false;
    // Requests sent along with the first that it refused are refused too.
    if (nowMs - this.#objectedAtMs > tuning.objectionBurstMs) return null;
    this.#isVain = true;
    return this.#connectionsBefore;
  }

  /** More connections were tried, and brought nothing. */
  forgo(): void {
    this.#isVain = true;
  }

  #end(bytesPerSecond: number): number {
    this.#isOn = false;
    this.#isVain = bytesPerSecond < this.#bytesPerSecondBefore * tuning.rushWorth;
    return this.#connectionsBefore;
  }
}

/** New connections bring nothing for some round trips: what is over by then needs none. */
function isLong({ waitingBytes, connections, bytesPerSecond, roundTripMs }: RushScene): boolean {
  // A host that is left alone for a while is in no hurry.
  if (bytesPerSecond === 0 || connections === 0) return false;
  const waitMs = (waitingBytes * 1000) / (connections * bytesPerSecond);
  return waitMs > tuning.rushRoundTrips * roundTripMs + tuning.rushGainMinMs;
}
