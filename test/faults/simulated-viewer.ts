import type { ErrorCode } from '../../src/core/errors';
import { tuning } from '../../src/core/funnel/options';
import { Standstill } from '../../src/player/standstill';
import type { SimulatedPlayer } from '../core/funnel/simulated-player';

/** As often as the page looks why the picture stands. */
export const lookEveryMs = 250;
/** The bar: after so long there must be a reason. */
const silenceMaxMs = 10_000;
/** Before its time is up nothing can be said of a request that has no answer. */
const untoldMaxMs = tuning.firstByteTimeoutMs + 1_000;

/** For how long something has been so, and how often it was so for too long. */
class Lasting {
  times = 0;
  #sinceMs = 0;
  #isCounted = false;
  readonly #maxMs: number;

  constructor(maxMs: number) {
    this.#maxMs = maxMs;
  }

  note(isSo: boolean, nowMs: number): void {
    if (!isSo) {
      this.#sinceMs = nowMs;
      this.#isCounted = false;
    } else if (!this.#isCounted && nowMs - this.#sinceMs > this.#maxMs) {
      this.#isCounted = true;
      this.times += 1;
    }
  }
}

/**
 * Who looks at the picture, and at what the page says. That is what the funnel says; where it says nothing, why the
 * picture stands, as the page finds out by itself. The latter would hide that the funnel is silent where it should not
 * be: so a picture that stands, while not a byte comes, must have the funnel's own word, too.
 */
export class SimulatedViewer {
  readonly reasons = new Set<ErrorCode>();
  readonly #player: SimulatedPlayer;
  readonly #standstill = new Standstill();
  readonly #stop = new Lasting(silenceMaxMs);
  readonly #silence = new Lasting(silenceMaxMs);
  readonly #untold = new Lasting(untoldMaxMs);
  #playheadSeconds = -1;
  #receivedBytes = -1;

  constructor(player: SimulatedPlayer) {
    this.#player = player;
  }

  /** @param isLinked whether there is a background: the funnel is not to blame for the want of one */
  look(isOnline: boolean, isLinked: boolean): void {
    const { playheadSeconds, secondsFed, run, funnel, time } = this.#player;
    const { nowMs } = time;
    const { bytesPerSecond, receivedBytes } = funnel.status(nowMs);
    const readyState = secondsFed > 0 ? 3 : 2;
    const video = { currentTime: playheadSeconds, readyState, paused: false, seeking: false, ended: false };
    const scene = { video, hasBegun: true, bufferedSeconds: secondsFed, isOnline, bytesPerSecond };
    const standing = this.#standstill.reason(scene, nowMs);
    const told = run.failure ?? run.deadLink ?? run.trouble;
    const reason = told ?? standing;
    if (reason) this.reasons.add(reason.code);
    const isStanding = playheadSeconds === this.#playheadSeconds;
    const isDry = receivedBytes === this.#receivedBytes;
    this.#playheadSeconds = playheadSeconds;
    this.#receivedBytes = receivedBytes;
    this.#stop.note(isStanding, nowMs);
    this.#silence.note(isStanding && reason === null, nowMs);
    this.#untold.note(isStanding && isDry && told === null && isLinked, nowMs);
  }

  /** Stops of more than 10 s; those in which the page said nothing for so long; and those of which the funnel did not speak. */
  get seen() {
    return {
      stops: this.#stop.times,
      silentStops: this.#silence.times,
      untoldStops: this.#untold.times,
    };
  }
}
