import { expect } from 'vitest';
import { type ByteRange, intersect } from '../../../src/core/bytes/range';
import { RangeSet } from '../../../src/core/bytes/range-set';
import type { Funnel } from '../../../src/core/funnel/funnel';
import type { FunnelCommand, FunnelEvent, Needs } from '../../../src/core/funnel/messages';
import type { FunnelRun, Onlooker } from './funnel-run';
import { laneName } from './lane-name';
import type { FetchCommand } from './simulated-network';
import type { VirtualTime } from './virtual-time';

/** Held against the design's promises after every single event; keeps books of its own, as plainly as can be. */
export class Witness implements Onlooker {
  readonly fetches: FetchCommand[] = [];
  receivedBytes = 0;
  storedBytes = 0;
  #needs: Needs = { ranges: [], urgentCount: 0, secondsFed: 0, bytesPerSecond: null };
  #failed = false;
  /** Names of lanes that were refused before this event. */
  #refused: ReadonlySet<string> = new Set();
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
    this.#checkLanes();
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
    expect(this.#refused, 'asked over a lane that was refused').not.toContain(laneName(command));
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
    const again = this.#inHand.subarray(asked.start, asked.endExclusive).indexOf(1);
    expect(again, `asked for ${asked.start}-${asked.endExclusive}, a byte of it in hand`).toBe(-1);
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

  /** Browsers open six HTTP/1.1 connections for one host and credentials mode; two dozen in all is what the funnel may. */
  #countRequests(): void {
    expect(this.#underWay.size, 'requests at once').toBeLessThanOrEqual(24);
    const ofLane = new Map<string, number>();
    for (const { command } of this.#underWay.values()) {
      const name = laneName(command);
      ofLane.set(name, (ofLane.get(name) ?? 0) + 1);
    }
    for (const [name, count] of ofLane) expect(count, `requests at once on ${name}`).toBeLessThanOrEqual(6);
  }

  /** A hung piece may be raced by one other request, and a split one gives its far half away. */
  #checkLanes(): void {
    const { lanes } = this.#funnel.status(this.#time.nowMs);
    const refused = lanes.filter(({ state }) => state === 'refused');
    this.#refused = new Set(refused.map(({ host, credentials }) => `${host} ${credentials}`));
    const once = new RangeSet();
    const twice = new RangeSet();
    for (const { range, receivedBytes } of lanes.flatMap(({ requests }) => requests)) {
      if (!range || range.start + receivedBytes >= range.endExclusive) continue;
      const remaining = { start: range.start + receivedBytes, endExclusive: range.endExclusive };
      for (const shared of once.ranges.flatMap((other) => intersect(other, remaining) ?? [])) {
        expect(twice.missing(shared), 'three requests for one byte').toEqual([shared]);
        twice.add(shared);
      }
      once.add(remaining);
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
