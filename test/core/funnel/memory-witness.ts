import assert from 'node:assert/strict';
import { byteLength } from '../../../src/core/bytes/range';
import type { FunnelEvent } from '../../../src/core/funnel/messages';
import type { FunnelOptions } from '../../../src/core/funnel/options';
import type { Onlooker } from './funnel-run';
import type { Witness } from './witness';

/** What is kept to be held against what a mirror sends. */
const fingerprintBytes = 64 * 1024;

/** Sees to it that no more bytes are in hand than the options allow. */
export class MemoryWitness implements Onlooker {
  #options: FunnelOptions;
  #allowedBytes = Infinity;
  readonly #witness: Witness;

  constructor(options: FunnelOptions, witness: Witness) {
    this.#options = options;
    this.#witness = witness;
  }

  handled(event: FunnelEvent): void {
    if (event.type === 'options') this.#options = event.options;
    if (event.type === 'open' || event.type === 'need') this.#allowedBytes = this.#allowed(event.needs);
    const { inHandBytes } = this.#witness;
    if (inHandBytes > this.#allowedBytes) {
      assert.fail(`${inHandBytes} bytes in hand, where ${this.#allowedBytes} may be`);
    }
  }

  /** What is waited for must come, however much that is. */
  #allowed({ ranges, urgentCount }: Extract<FunnelEvent, { type: 'need' }>['needs']): number {
    const { blockSize, blocksAhead } = this.#options;
    const urgentBytes = ranges.slice(0, urgentCount).reduce((sum, range) => sum + byteLength(range), 0);
    return Math.max((blocksAhead + 1) * blockSize, urgentBytes) + fingerprintBytes;
  }
}
