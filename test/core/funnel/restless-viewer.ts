import { expect } from 'vitest';
import { type ByteRange, byteLength, byteRange } from '../../../src/core/bytes/range';
import type { Needs } from '../../../src/core/funnel/messages';
import { openingNeeds } from '../../../src/core/playback/opening-needs';
import type { FunnelRun, Onlooker } from './funnel-run';
import type { VirtualTime } from './virtual-time';
import type { Witness } from './witness';

/**
 * Wants some places of the file, one scene after the other: plays a scene to its end, feeding it bit by bit, or
 * loses patience and seeks before it has come.
 */
export class RestlessViewer implements Onlooker {
  /** Scenes seen to their end, with every byte as the file has it. */
  scenesMet = 0;
  scenesLeft: number;
  #ranges: ByteRange[] = [];
  #urgentCount = 0;
  #opened = false;
  #busy = false;
  readonly #file: Uint8Array;
  readonly #run: FunnelRun;
  readonly #witness: Witness;
  readonly #time: VirtualTime;
  readonly #random: () => number;

  constructor(
    file: Uint8Array,
    run: FunnelRun,
    witness: Witness,
    time: VirtualTime,
    scenes: number,
    random: () => number,
  ) {
    this.#file = file;
    this.#run = run;
    this.#witness = witness;
    this.#time = time;
    this.#random = random;
    this.scenesLeft = scenes;
    run.onlookers.push(this);
  }

  open(): void {
    this.#run.handle({ type: 'open', needs: openingNeeds([], 0, null) });
  }

  /** Looks at what has come a moment later, as the page does after the funnel's commands are executed. */
  handled(): void {
    if (this.#busy || !this.#run.resource || this.#run.failure) return;
    this.#busy = true;
    this.#time.after(0, () => {
      this.#busy = false;
      this.#look();
    });
  }

  #look(): void {
    if (this.#run.failure) return;
    if (!this.#opened) {
      this.#opened = true;
      this.#nextScene();
      return;
    }
    if (this.#ranges.length === 0) return;
    if (this.#random() < 0.001 && this.scenesLeft > 0) {
      this.#nextScene();
      return;
    }
    if (this.#random() < 0.05) this.#feed();
    if (!this.#ranges.every((range) => this.#witness.holds(range))) return;
    for (const range of this.#ranges) this.#compare(range);
    this.scenesMet += 1;
    this.#nextScene();
  }

  /** What came of the first range is used up: from now on only the rest is needed. */
  #feed(): void {
    const first = this.#ranges[0]!;
    const fed = byteRange(first.start, first.start + Math.ceil(byteLength(first) / 4));
    if (byteLength(fed) >= byteLength(first) || !this.#witness.holds(fed)) return;
    this.#compare(fed);
    this.#ranges[0] = byteRange(fed.endExclusive, first.endExclusive);
    this.#need();
  }

  #nextScene(): void {
    const count = this.scenesLeft > 0 ? 1 + Math.floor(this.#random() * 4) : 0;
    this.scenesLeft = Math.max(-1, this.scenesLeft - 1);
    this.#ranges = Array.from({ length: count }, () => this.#randomRange());
    this.#urgentCount = Math.floor(this.#random() * (count + 1));
    this.#need();
  }

  #need(): void {
    const secondsFed = [0, 0.5, 5, 30][Math.floor(this.#random() * 4)]!;
    const needs: Needs = {
      ranges: this.#ranges,
      urgentCount: this.#urgentCount,
      secondsFed,
      bytesPerSecond: null,
    };
    this.#run.handle({ type: 'need', needs });
  }

  #randomRange(): ByteRange {
    const { length } = this.#file;
    const start = Math.floor(this.#random() * length);
    const size = Math.ceil(this.#random() ** 3 * (length - start));
    return byteRange(start, start + Math.max(1, size));
  }

  #compare(range: ByteRange): void {
    const same = Buffer.compare(
      this.#run.store.read(range),
      this.#file.subarray(range.start, range.endExclusive),
    );
    expect(same, `bytes ${range.start}-${range.endExclusive} as the file has them`).toBe(0);
  }
}
