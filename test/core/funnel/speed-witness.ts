import type { FunnelEvent } from '../../../src/core/funnel/messages';
import type { Onlooker } from './funnel-run';
import type { VirtualTime } from './virtual-time';

/** Keeps account of when bytes came. */
export class SpeedWitness implements Onlooker {
  readonly #chunks: { readonly atMs: number; readonly bytes: number }[] = [];
  readonly #time: VirtualTime;

  constructor(time: VirtualTime) {
    this.#time = time;
  }

  handled(event: FunnelEvent): void {
    if (event.type === 'bytes') this.#chunks.push({ atMs: this.#time.nowMs, bytes: event.bytes.length });
  }

  /** The most bytes that came within any such time, the first of all left out. */
  mostWithin(windowMs: number): number {
    const beginMs = (this.#chunks[0]?.atMs ?? 0) + windowMs;
    const later = this.#chunks.filter(({ atMs }) => atMs >= beginMs);
    let most = 0;
    let sum = 0;
    let first = 0;
    for (const { atMs, bytes } of later) {
      sum += bytes;
      while (later[first]!.atMs <= atMs - windowMs) sum -= later[first++]!.bytes;
      most = Math.max(most, sum);
    }
    return most;
  }
}
