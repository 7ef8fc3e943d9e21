import assert from 'node:assert/strict';
import { type ByteRange, byteLength, byteRange } from '../../../src/core/bytes/range';
import type { Needs } from '../../../src/core/funnel/messages';
import { openingNeeds } from '../../../src/core/playback/opening-needs';
import type { FunnelRun } from './funnel-run';
import type { VirtualTime } from './virtual-time';
import type { Witness } from './witness';

/**
 * Wants some places of the file, one scene after the other: takes in a scene bit by bit as its bytes come, stands still
 * for a while, or loses patience and seeks before all has come. Like the page it says every now and then what it needs.
 */
export class RestlessViewer {
  /** -1 once all of them were seen. */
  scenesLeft: number;
  #ranges: ByteRange[] = [];
  #urgentCount = 0;
  #bytesPerSecond: number | null = null;
  #isOpened = false;
  #idleUntilMs = 0;
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
  }

  open(): void {
    this.#run.handle({ type: 'open', needs: openingNeeds([], 0, null) });
    this.#lookAgain();
  }

  #lookAgain(): void {
    this.#time.after(20 + 480 * this.#random(), () => {
      if (this.#run.failure) return;
      if (this.#run.resource) this.#look();
      if (this.scenesLeft >= 0) this.#lookAgain();
    });
  }

  #look(): void {
    const isBored = this.scenesLeft > 0 && this.#random() < 0.03;
    if (!this.#isOpened || isBored) this.#nextScene();
    this.#isOpened = true;
    if (this.#random() < 0.1) this.#idleUntilMs = this.#time.nowMs + 5_000 * this.#random();
    if (this.#time.nowMs >= this.#idleUntilMs) this.#takeIn();
    while (this.scenesLeft >= 0 && this.#ranges.length === 0) this.#nextScene();
    this.#need();
  }

  /** What it waits for as a whole, what else as it comes. */
  #takeIn(): void {
    const waiting = this.#ranges.slice(0, this.#urgentCount);
    if (!waiting.every((range) => this.#witness.heldFrom(range) === byteLength(range))) return;
    for (const range of waiting) this.#compare(range);
    this.#ranges = this.#ranges.slice(this.#urgentCount);
    this.#urgentCount = 0;
    const first = this.#ranges[0];
    if (!first) return;
    const held = this.#witness.heldFrom(first);
    const taken = this.#random() < 0.5 ? held : Math.floor(held * this.#random());
    this.#compare(byteRange(first.start, first.start + taken));
    const rest = byteRange(first.start + taken, first.endExclusive);
    this.#ranges = [...(byteLength(rest) > 0 ? [rest] : []), ...this.#ranges.slice(1)];
  }

  #nextScene(): void {
    const count = this.scenesLeft > 0 ? 1 + Math.floor(this.#random() * 4) : 0;
    this.scenesLeft -= 1;
    this.#ranges = Array.from({ length: count }, () => this.#randomRange());
    this.#urgentCount = Math.floor(this.#random() * (count + 1));
    this.#bytesPerSecond = [null, 100_000, 1_000_000][Math.floor(this.#random() * 3)]!;
  }

  #need(): void {
    const secondsFed = [0, 0.5, 5, 30][Math.floor(this.#random() * 4)]!;
    const needs: Needs = {
      ranges: this.#ranges,
      urgentCount: this.#urgentCount,
      secondsFed,
      bytesPerSecond: this.#bytesPerSecond,
    };
    this.#run.handle({ type: 'need', needs });
  }

  #randomRange(): ByteRange {
    const { length } = this.#file;
    const start = Math.floor(this.#random() * length);
    const size = Math.ceil(this.#random() ** 2 * (length - start));
    return byteRange(start, start + Math.max(1, size));
  }

  #compare(range: ByteRange): void {
    if (byteLength(range) === 0) return;
    const wanted = this.#file.subarray(range.start, range.endExclusive);
    const isSame = Buffer.compare(this.#run.store.read(range), wanted) === 0;
    if (!isSame) assert.fail(`bytes ${range.start}-${range.endExclusive} are not as the file has them`);
  }
}
