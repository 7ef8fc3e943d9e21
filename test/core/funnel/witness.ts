import assert from 'node:assert/strict';
import { type ByteRange, byteLength, byteRange, intersect } from '../../../src/core/bytes/range';
import { RangeSet } from '../../../src/core/bytes/range-set';
import type { Funnel } from '../../../src/core/funnel/funnel';
import type { FunnelCommand, FunnelEvent } from '../../../src/core/funnel/messages';
import type { FunnelRun, Onlooker } from './funnel-run';
import { laneName, serverOf } from './lane-name';
import type { FetchCommand } from './simulated-network';
import type { UnderWay } from './under-way';
import type { VirtualTime } from './virtual-time';

/**
 * Held against the design's promises after every single event; keeps books of its own, as plainly as can be. Plain
 * assertions: millions of them are made, and `expect` costs more than the funnel.
 */
export class Witness implements Onlooker {
  readonly fetches: FetchCommand[] = [];
  storedBytes = 0;
  inHandBytes = 0;
  /** Of those: what is not to be kept, and came since the funnel last said so. */
  unneededBytes = 0;
  /** By the playhead or by the funnel itself. */
  #needed = new RangeSet();
  #kept = new RangeSet([byteRange(0, Infinity)]);
  #failed = false;
  /** Names of lanes that were refused before this event. */
  #refused: ReadonlySet<string> = new Set();
  /** One entry for each byte of the file: whether it is in hand. A Buffer, as that is searched fastest. */
  readonly #inHand: Buffer;
  /** Where the suffix lies that was asked for at the start; null until an answer tells. */
  #tail: ByteRange | null = null;
  readonly #file: Uint8Array;
  readonly #funnel: Funnel;
  readonly #run: FunnelRun;
  readonly #underWay: UnderWay;
  readonly #time: VirtualTime;
  readonly #alsoNeeded: readonly ByteRange[];

  /** @param alsoNeeded by the funnel itself, whatever the playhead needs */
  constructor(
    file: Uint8Array,
    funnel: Funnel,
    run: FunnelRun,
    underWay: UnderWay,
    time: VirtualTime,
    alsoNeeded: readonly ByteRange[] = [],
  ) {
    this.#file = file;
    this.#inHand = Buffer.alloc(file.length);
    this.#funnel = funnel;
    this.#run = run;
    this.#underWay = underWay;
    this.#time = time;
    this.#alsoNeeded = alsoNeeded;
  }

  handled(event: FunnelEvent, commands: readonly FunnelCommand[]): void {
    assert(!this.#failed || commands.length === 0, 'silence after the failure');
    if (event.type === 'open' || event.type === 'need') {
      this.#needed = new RangeSet([...event.needs.ranges, ...this.#alsoNeeded]);
    }
    for (const command of commands) this.#watch(command, event);
    if (event.type !== 'bytes' || commands.some(({ type }) => type === 'fetch')) this.#checkLanes();
    if (event.type === 'need') this.#checkCancelled();
    const wakeAtMs = this.#funnel.wakeAtMs(this.#time.nowMs);
    assert(wakeAtMs === null || wakeAtMs > this.#time.nowMs, 'wakes in the future');
  }

  /** How many bytes are in hand from here on, to the end of the range at most. */
  heldFrom({ start, endExclusive }: ByteRange): number {
    const missing = this.#inHand.subarray(start, endExclusive).indexOf(0);
    return missing === -1 ? endExclusive - start : missing;
  }

  #watch(command: FunnelCommand, event: FunnelEvent): void {
    switch (command.type) {
      case 'fetch':
        this.#watchFetch(command, event);
        return;
      case 'store':
        this.#watchStore(command.start, command.bytes);
        return;
      case 'retain':
        this.#retain(command.ranges);
        return;
      case 'fail':
        assert.equal(this.#underWay.size, 0, 'requests left running by a failure');
        this.#failed = true;
    }
  }

  #retain(ranges: readonly ByteRange[]): void {
    this.#kept = new RangeSet(ranges);
    this.unneededBytes = 0;
    for (const { start, endExclusive } of this.#kept.missing(byteRange(0, this.#file.length))) {
      const dropped = this.#inHand.subarray(start, endExclusive);
      // Run by run: mostly there is nothing, which is found out quickly.
      for (let first = dropped.indexOf(1); first >= 0; first = dropped.indexOf(1, first)) {
        const end = dropped.indexOf(0, first);
        const run = dropped.subarray(first, end < 0 ? dropped.length : end);
        this.inHandBytes -= run.length;
        run.fill(0);
      }
    }
  }

  #watchFetch(command: FetchCommand, event: FunnelEvent): void {
    this.fetches.push(command);
    assert(!this.#refused.has(laneName(command)), 'asked over a lane that was refused');
    const { asked } = command;
    const isStart = event.type === 'open' || this.#isPassedOn(command);
    if (!('start' in asked)) {
      assert(isStart, 'a suffix is asked for at the start only');
      return;
    }
    assert(asked.endExclusive > asked.start, 'an empty piece');
    const { resource } = this.#run;
    // As long as the first answer said it is, which may have been wrong.
    assert(!resource || asked.endExclusive <= resource.byteLength, 'asked beyond the end of the file');
    if (this.#underWay.get(command.requestId)?.isProbe) return;
    assert(isStart || this.#needed.has(asked), 'asked for what nobody needs');
    const again = this.#inHand.subarray(asked.start, asked.endExclusive).indexOf(1);
    if (again >= 0) assert.fail(`asked for ${asked.start}-${asked.endExclusive}, a byte of it in hand`);
  }

  #watchStore(start: number, bytes: Uint8Array): void {
    const end = start + bytes.length;
    assert(end <= this.#file.length, 'bytes beyond the file');
    if (Buffer.compare(this.#file.subarray(start, end), bytes) !== 0) assert.fail(`wrong bytes at ${start}`);
    assert(!this.#inHand.subarray(start, end).includes(1), 'a byte twice');
    this.#inHand.fill(1, start, end);
    this.storedBytes += bytes.length;
    this.inHandBytes += bytes.length;
    const unneeded = this.#kept.missing({ start, endExclusive: end });
    this.unneededBytes += unneeded.reduce((sum, range) => sum + byteLength(range), 0);
  }

  /** A hung piece may be raced by one other request, and a split one gives its far half away. */
  #checkLanes(): void {
    const { lanes } = this.#funnel.status(this.#time.nowMs);
    const refused = lanes.filter(({ state }) => state === 'refused');
    this.#refused = new Set(refused.map(({ host, credentials }) => `${host} ${credentials}`));
    const once = new RangeSet();
    const twice = new RangeSet();
    const requests = lanes.flatMap((lane) => lane.requests);
    this.#tail ??= requests.find(({ id }) => this.#isTail(id))?.range ?? null;
    for (const { id, range, receivedBytes } of requests) {
      if (!range || range.start + receivedBytes >= range.endExclusive) continue;
      if (this.#underWay.get(id)?.isProbe) continue;
      const remaining = { start: range.start + receivedBytes, endExclusive: range.endExclusive };
      for (const shared of once.ranges.flatMap((other) => intersect(other, remaining) ?? [])) {
        // The tail is asked for before anybody knows where it lies: in a short file that is where the head is, too, and
        // both may hang and be raced.
        if (this.#tail && intersect(this.#tail, shared)) continue;
        assert.deepEqual(twice.missing(shared), [shared], 'three requests for one byte');
        twice.add(shared);
      }
      once.add(remaining);
    }
  }

  /** Whether a mirror is asked as the link was, which is dead from the start. */
  #isPassedOn({ url }: FetchCommand): boolean {
    return !this.#run.resource && serverOf(url) !== serverOf(this.fetches[0]!.url);
  }

  #isTail(requestId: number): boolean {
    const request = this.#underWay.get(requestId);
    return request !== undefined && 'suffixLength' in request.command.asked;
  }

  #checkCancelled(): void {
    for (const { command, isProbe, receivedBytes } of this.#underWay.all) {
      const { asked } = command;
      if (!('start' in asked) || isProbe) continue;
      const endExclusive = this.#run.resource
        ? Math.min(asked.endExclusive, this.#file.length)
        : asked.endExclusive;
      const remaining = { start: asked.start + receivedBytes, endExclusive };
      if (remaining.start >= remaining.endExclusive) continue;
      if (!this.#needed.firstWithin(remaining))
        assert.fail(`a request for ${asked.start} goes on though nobody needs it`);
    }
  }
}
