import assert from 'node:assert/strict';
import { type ByteRange, byteRange } from '../../../src/core/bytes/range';
import { RangeSet } from '../../../src/core/bytes/range-set';
import type { ErrorCode } from '../../../src/core/errors';
import { Funnel } from '../../../src/core/funnel/funnel';
import type { FunnelCommand, FunnelEvent, Needs } from '../../../src/core/funnel/messages';
import { defaultFunnelOptions, type FunnelOptions } from '../../../src/core/funnel/options';
import type { Resource } from '../../../src/core/funnel/response';
import type { LaneStatus } from '../../../src/core/funnel/status';
import { laneName } from './lane-name';
import { simulatedFile } from './simulated-file';
import type { FetchCommand } from './simulated-network';

export const link = 'https://cdn.example/film';

export interface Script {
  /** The link, then mirrors. */
  readonly urls?: readonly string[];
  readonly options?: Partial<FunnelOptions>;
}

/** What a request is answered, and how its bytes come: null for one that is never heard of. */
export type RateOf = (fetch: FetchCommand) => number | null;

/** A funnel spoken to line by line, and what it has said. Whatever it stores must be the file's, and no byte twice. */
export class ScriptedFunnel {
  nowMs = 0;
  readonly funnel: Funnel;
  readonly file: Uint8Array;
  /** All that was ever asked. */
  readonly fetches: FetchCommand[] = [];
  readonly said: FunnelCommand[] = [];
  /** What answers say of the file, where they differ from what it is. */
  resourceOf: (fetch: FetchCommand) => Partial<Resource> = () => ({});
  #options: FunnelOptions;
  readonly #inHand = new RangeSet();
  readonly #underWay = new Map<number, FetchCommand>();
  readonly #answered = new Set<number>();
  readonly #sentBytes = new Map<number, number>();

  constructor(byteLength: number, { urls = [link], options = {} }: Script = {}) {
    this.file = simulatedFile(byteLength);
    this.#options = { ...defaultFunnelOptions, ...options };
    this.funnel = new Funnel(urls, options, () => 0.5);
  }

  /** Requests that have neither ended nor been cancelled, in the order they were sent. */
  get underWay(): FetchCommand[] {
    return [...this.#underWay.values()];
  }

  /** The error that ended it; null while it goes on. */
  get failure(): ErrorCode | null {
    return ofType(this.said, 'fail')[0]?.error.code ?? null;
  }

  /** Why a fresh link was asked for first; null if it never was. */
  get deadLink(): ErrorCode | null {
    return ofType(this.said, 'dead-link')[0]?.error.code ?? null;
  }

  /** @returns what it says to this event */
  tell(event: FunnelEvent): FunnelCommand[] {
    if (event.type === 'ended' || event.type === 'failed') this.#underWay.delete(event.requestId);
    if (event.type === 'link-lost') this.#underWay.clear();
    const commands = this.funnel.handle(event, this.nowMs);
    for (const command of commands) {
      if (command.type === 'cancel') this.#underWay.delete(command.requestId);
      if (command.type === 'store') this.#store(command.start, command.bytes);
      if (command.type === 'retain') this.#inHand.retain(command.ranges);
      if (command.type === 'fetch') this.#send(command);
    }
    this.said.push(...commands);
    return commands;
  }

  open(): this {
    const ranges = [byteRange(0, 288 * 1024)];
    this.tell({ type: 'open', needs: { ranges, urgentCount: 0, secondsFed: 0, bytesPerSecond: null } });
    return this;
  }

  /** Ranges nobody waits for yet, with nothing known of how fast they are played. */
  need(...ranges: ByteRange[]): FunnelCommand[] {
    return this.play({ ranges });
  }

  play(needs: Partial<Needs>): FunnelCommand[] {
    const whole = { ranges: [], urgentCount: 0, secondsFed: 0, bytesPerSecond: null, ...needs };
    return this.tell({ type: 'need', needs: whole });
  }

  choose(options: Partial<FunnelOptions>): FunnelCommand[] {
    this.#options = { ...this.#options, ...options };
    return this.tell({ type: 'options', options: this.#options });
  }

  /** @param resource where it differs from the file and the address that was asked */
  answer(fetch: FetchCommand, resource = this.resourceOf(fetch)): FunnelCommand[] {
    const whole: Resource = {
      url: fetch.url,
      byteLength: this.file.length,
      validator: '"v1"',
      contentType: null,
      contentDisposition: null,
      ...resource,
    };
    this.#answered.add(fetch.requestId);
    const range = placeOf(fetch, whole.byteLength);
    return this.tell({ type: 'answered', requestId: fetch.requestId, answer: { range, resource: whole } });
  }

  /** The next bytes of its body. */
  bytes(fetch: FetchCommand, count: number, file: Uint8Array = this.file): FunnelCommand[] {
    const { start, endExclusive } = placeOf(fetch, file.length);
    const from = start + this.sentBytes(fetch);
    const to = Math.min(from + count, endExclusive);
    if (to <= from) return [];
    this.#sentBytes.set(fetch.requestId, to - start);
    return this.tell({ type: 'bytes', requestId: fetch.requestId, bytes: file.slice(from, to) });
  }

  /** The rest of its body, and its end. */
  finish(fetch: FetchCommand, file: Uint8Array = this.file): FunnelCommand[] {
    return [...this.bytes(fetch, Infinity, file), ...this.end(fetch)];
  }

  end({ requestId }: FetchCommand, protocol: string | null = null): FunnelCommand[] {
    return this.tell({ type: 'ended', requestId, protocol });
  }

  fail({ requestId }: FetchCommand, code: ErrorCode, retryAfterMs?: number): FunnelCommand[] {
    const error = { code, detail: '', ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
    return this.tell({ type: 'failed', requestId, error });
  }

  /** Lets time pass and nothing happen but what the funnel's own timer does. */
  wait(ms: number): void {
    const untilMs = this.nowMs + ms;
    for (;;) {
      const wakeAtMs = this.funnel.wakeAtMs(this.nowMs);
      if (wakeAtMs === null || wakeAtMs > untilMs) break;
      this.nowMs = wakeAtMs;
      this.tell({ type: 'tick' });
    }
    this.nowMs = untilMs;
  }

  /** Lets time pass while all requests under way are answered and their bytes come at these rates. */
  flow(ms: number, rateOf: RateOf, protocol: string | null = null): void {
    for (const untilMs = this.nowMs + ms; this.nowMs < untilMs; ) {
      const stepMs = Math.min(50, untilMs - this.nowMs);
      this.wait(stepMs);
      for (const fetch of this.underWay)
        this.#flowOn(fetch, (rateOf(fetch) ?? -1) * (stepMs / 1000), protocol);
    }
  }

  /** How much of its body was sent. */
  sentBytes({ requestId }: FetchCommand): number {
    return this.#sentBytes.get(requestId) ?? 0;
  }

  /** Whether it is in hand. */
  stored(offset: number): boolean {
    return this.funnel.has(byteRange(offset, offset + 1));
  }

  /** What the funnel says of the lane a request went by. */
  laneOf(fetch: FetchCommand): LaneStatus {
    const { lanes } = this.funnel.status(this.nowMs);
    return lanes.find(({ host, credentials }) => `${host} ${credentials}` === laneName(fetch))!;
  }

  #send(fetch: FetchCommand): void {
    this.fetches.push(fetch);
    this.#underWay.set(fetch.requestId, fetch);
  }

  #store(start: number, bytes: Uint8Array): void {
    const range = byteRange(start, start + bytes.length);
    assert.deepEqual(this.#inHand.missing(range), [range], 'a byte stored twice');
    const isRight = Buffer.compare(this.file.subarray(start, range.endExclusive), bytes) === 0;
    assert(isRight, `wrong bytes at ${start}`);
    this.#inHand.add(range);
  }

  #flowOn(fetch: FetchCommand, count: number, protocol: string | null): void {
    if (count < 0) return;
    if (!this.#answered.has(fetch.requestId)) {
      this.answer(fetch);
      return;
    }
    this.bytes(fetch, Math.ceil(count));
    const { start, endExclusive } = placeOf(fetch, this.file.length);
    const isSent = this.sentBytes(fetch) >= endExclusive - start;
    if (isSent && this.#underWay.has(fetch.requestId)) this.end(fetch, protocol);
  }
}

/** Where the bytes that were asked for lie in a file of this length. */
export function placeOf({ asked }: Pick<FetchCommand, 'asked'>, byteLength: number): ByteRange {
  const start = 'start' in asked ? asked.start : Math.max(0, byteLength - asked.suffixLength);
  return byteRange(start, Math.min('start' in asked ? asked.endExclusive : byteLength, byteLength));
}

export const ofType = <T extends FunnelCommand['type']>(commands: readonly FunnelCommand[], type: T) =>
  commands.filter((command): command is Extract<FunnelCommand, { type: T }> => command.type === type);

/** The ranges of these that are asked for, in the order they were asked. */
export const rangesOf = (fetches: readonly FetchCommand[]): ByteRange[] =>
  fetches.flatMap(({ asked }) => ('start' in asked ? asked : []));
