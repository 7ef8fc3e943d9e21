import { tuning } from './options';
import { MovingAverage } from './speed';

/** With the viewer's cookies, or without: browsers keep separate connections for the two. */
export type Credentials = 'include' | 'omit';

export type LaneKind = 'cookies' | 'plain';

/** A group of connections with sockets of its own. */
export class Lane {
  readonly kind: LaneKind;
  readonly connectionsMax = tuning.connectionsPerLane;
  /**
   * The lane with cookies is what the browser itself would do: it speaks for the file. Another is believed
   * only once an answer of its own agrees, and until then makes one request at a time.
   */
  state: 'unproven' | 'open' | 'refused';
  refusal = '';
  /** Requests under way. */
  active = 0;
  readonly connectionBytesPerSecond = new MovingAverage();
  readonly roundTripMs = new MovingAverage();
  #failuresUnheard = 0;

  constructor(kind: LaneKind) {
    this.kind = kind;
    this.state = kind === 'cookies' ? 'open' : 'unproven';
  }

  get hasRoom(): boolean {
    if (this.state === 'refused') return false;
    return this.active < (this.state === 'open' ? this.connectionsMax : 1);
  }

  /** Takes note of a failure; whether the lane has now failed so often, without one answer ever, that none will come. */
  isSilent(wasAnswered: boolean): boolean {
    if (wasAnswered || this.state !== 'unproven') return false;
    this.#failuresUnheard += 1;
    return this.#failuresUnheard >= tuning.failuresOfSilentLane;
  }

  refuse(reason: string): void {
    this.state = 'refused';
    this.refusal = reason;
  }
}
