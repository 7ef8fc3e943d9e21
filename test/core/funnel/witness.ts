import { expect } from 'vitest';
import { type ByteRange, intersect } from '../../../src/core/bytes/range';
import { RangeSet } from '../../../src/core/bytes/range-set';
import type { Funnel } from '../../../src/core/funnel/funnel';
import type { LaneKind } from '../../../src/core/funnel/lane';
import type { FunnelCommand, FunnelEvent, Needs } from '../../../src/core/funnel/messages';
import type { FunnelRun, Onlooker } from './funnel-run';
import type { FetchCommand } from './simulated-network';
import type { VirtualTime } from './virtual-time';

/** Held against the design's promises after every single event; keeps books of its own, as plainly as can be. */
export class Witness implements Onlooker {
  readonly fetches: FetchCommand[] = [];
  receivedBytes = 0;
  storedBytes = 0;
  #needs: Needs = { ranges: [], urgentCount: 0, secondsFed: 0 };
  #failed = false;
  readonly #refused = new Set<LaneKind>();
  /** One entry for each byte of the file: whether it is in hand. */
  readonly #inHand: Uint8Array;
  readonly #underWay = new Map<number, { readonly command: FetchCommand; receivedBytes: number }>();
  readonly #file: Uint8Array;
  readonly #funnel: Funnel;
  readonly #run: FunnelRun;
  readonly #time: VirtualTime;

  constructor(file: Uint8Array, funnel: Funnel, run: FunnelRun, time: VirtualTime) {
    this.#file = file;
    this.#inHand = new Uint8Array(file.length);
    this.#funnel = funnel;
    this.#run = run;
    this.#time = time;
    run.onlookers.push(this);
  }

  handled(event: FunnelEvent, commands: readonly FunnelCommand[]): void {
    if (this.#failed) expect(commands, 'silence after the failure').toEqual([]);
    if (event.type === 'open' || event.type === 'need') this.#needs = event.needs;
    if (event.type === 'link-lost') this.#underWay.clear();
    if (event.type === 'bytes') this.#hearBytes(event.requestId, event.bytes.length);
    if (event.type === 'ended' || event.type === 'failed') this.#underWay.delete(event.requestId);
    for (const command of commands) this.#watch(command, event);
    this.#countRequests();
    if (event.type === 'need') this.#checkCancelled();
    const wakeAtMs = this.#funnel.wakeAtMs(this.#time.nowMs);
    if (wakeAtMs !== null) expect(wakeAtMs, 'wakes in the future').toBeGreaterThan(this.#time.nowMs);
  }

  holds({ start, endExclusive }: ByteRange): boolean {
    return !this.#inHand.subarray(start, endExclusive).includes(0);
  }

  #watch(command: FunnelCommand, event: FunnelEvent): void {
    switch (command.type) {
      case 'fetch':
        this.#watchFetch(command, event);
        return;
      case 'cancel':
        this.#underWay.delete(command.requestId);
        return;
      case 'store':
        this.#watchStore(command.start, command.bytes);
        return;
      case 'retain': {
        const kept = new Uint8Array(this.#inHand.length);
        for (const { start, endExclusive } of command.ranges) {
          kept.set(this.#inHand.subarray(start, endExclusive), Math.min(start, kept.length));
        }
        this.#inHand.set(kept);
        return;
      }
      case 'fail':
        expect(this.#underWay.size, 'requests left running by a failure').toBe(0);
        this.#failed = true;
    }
  }

  #watchFetch(command: FetchCommand, event: FunnelEvent): void {
    this.fetches.push(command);
    this.#underWay.set(command.requestId, { command, receivedBytes: 0 });
    expect(this.#refused, 'asked over a lane that was refused').not.toContain(command.lane);
    const { asked } = command;
    if (!('start' in asked)) {
      expect(event.type, 'a suffix is asked for at the start only').toBe('open');
      return;
    }
    expect(asked.endExclusive, 'an empty piece').toBeGreaterThan(asked.start);
    if (this.#run.resource) {
      expect(asked.endExclusive, 'asked beyond the end of the file').toBeLessThanOrEqual(this.#file.length);
    }
    if (event.type !== 'open') {
      expect(new RangeSet(this.#needs.ranges).has(asked), 'asked for what nobody needs').toBe(true);
    }
    const again = this.#inHand.subarray(asked.start, asked.endExclusive).includes(1);
    expect(again, 'asked for a byte in hand').toBe(false);
  }

  #watchStore(start: number, bytes: Uint8Array): void {
    const end = start + bytes.length;
    expect(end, 'bytes beyond the file').toBeLessThanOrEqual(this.#file.length);
    const right = Buffer.compare(this.#file.subarray(start, end), bytes) === 0;
    expect(right, `wrong bytes at ${start}`).toBe(true);
    expect(this.#inHand.subarray(start, end).includes(1), `a byte twice at ${start}`).toBe(false);
    this.#inHand.fill(1, start, end);
    this.storedBytes += bytes.length;
  }

  #hearBytes(requestId: number, count: number): void {
    const request = this.#underWay.get(requestId);
    // What a cancelled request still says is nobody's.
    if (!request) return;
    request.receivedBytes += count;
    this.receivedBytes += count;
  }

  #countRequests(): void {
    const count = (lane?: LaneKind) =>
      [...this.#underWay.values()].filter(({ command }) => !lane || command.lane === lane).length;
    expect(count(), 'requests at once').toBeLessThanOrEqual(12);
    for (const { kind, state } of this.#funnel.status(this.#time.nowMs).lanes) {
      if (state === 'refused') this.#refused.add(kind);
      const most = state === 'unproven' ? 1 : 6;
      expect(count(kind), `requests at once on the ${state} ${kind} lane`).toBeLessThanOrEqual(most);
    }
  }

  #checkCancelled(): void {
    for (const { command, receivedBytes } of this.#underWay.values()) {
      const { asked } = command;
      if (!('start' in asked)) continue;
      const endExclusive = this.#run.resource
        ? Math.min(asked.endExclusive, this.#file.length)
        : asked.endExclusive;
      const remaining = { start: asked.start + receivedBytes, endExclusive };
      if (remaining.start >= remaining.endExclusive) continue;
      const serves = this.#needs.ranges.some((range) => intersect(range, remaining));
      expect(serves, `a request for ${asked.start} goes on though nobody needs it`).toBe(true);
    }
  }
}
