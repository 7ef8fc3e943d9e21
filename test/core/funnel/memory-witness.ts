import assert from 'node:assert/strict';
import { byteLength } from '../../../src/core/bytes/range';
import type { FunnelEvent } from '../../../src/core/funnel/messages';
import { type FunnelOptions, tuning } from '../../../src/core/funnel/options';
import type { Onlooker } from './funnel-run';
import type { Witness } from './witness';

/**
 * Sees to it that no more bytes are in hand than the options allow, but for the rest of a piece that was on its way when
 * the playhead went elsewhere.
 */
export class MemoryWitness implements Onlooker {
  #options: FunnelOptions;
  #allowedBytes = Infinity;
  readonly #witness: Witness;
  readonly #alsoNeededBytes: number;

  /** @param alsoNeededBytes by the funnel itself, whatever the playhead needs */
  constructor(options: FunnelOptions, witness: Witness, alsoNeededBytes: number) {
    this.#options = options;
    this.#witness = witness;
    this.#alsoNeededBytes = alsoNeededBytes;
  }

  handled(event: FunnelEvent): void {
    if (event.type === 'options') this.#options = event.options;
    if (event.type === 'need') this.#allowedBytes = this.#allowed(event.needs);
    // Besides, the tail is fetched, as a moov may lie there.
    if (event.type === 'open') this.#allowedBytes = this.#allowed(event.needs) + tuning.tailBytes;
    const { inHandBytes, unneededBytes } = this.#witness;
    const allowedBytes = this.#allowedBytes + unneededBytes;
    if (inHandBytes > allowedBytes) assert.fail(`${inHandBytes} bytes in hand, where ${allowedBytes} may be`);
  }

  /** What is waited for must come, however much that is. */
  #allowed({ ranges, urgentCount }: Extract<FunnelEvent, { type: 'need' }>['needs']): number {
    const { blockSize, blocksAhead } = this.#options;
    const urgentBytes = ranges.slice(0, urgentCount).reduce((sum, range) => sum + byteLength(range), 0);
    return Math.max((blocksAhead + 1) * blockSize, urgentBytes) + this.#alsoNeededBytes;
  }
}
