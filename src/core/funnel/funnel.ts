import { type ByteRange, byteLength, byteRange, intersect } from '../bytes/range';
import { RangeSet } from '../bytes/range-set';
import { errorTraits, type FunnelErrorData } from '../errors';
import { ConnectionLimit } from './connection-limit';
import { Lane } from './lane';
import type { FunnelCommand, FunnelEvent, Needs } from './messages';
import { firstGap, urgentGapBytes } from './next-piece';
import { defaultFunnelOptions, type FunnelOptions, tuning } from './options';
import { pieceBytes } from './piece-size';
import { Request } from './request';
import { type Answer, type Asked, type Resource, sameResource } from './response';
import { retryDelayMs } from './retry';
import { Setbacks } from './setbacks';
import { SpeedMeter } from './speed';
import type { FunnelStatus } from './status';

const nothing: Needs = { ranges: [], urgentCount: 0, secondsFed: 0 };

/**
 * What to fetch next, on which lane; what an answer is worth; when to try again.
 * A state machine: event in, commands out. It fetches nothing, keeps no byte, and has no clock of its own.
 */
export class Funnel {
  readonly #options: FunnelOptions;
  readonly #random: () => number;
  readonly #lanes = [new Lane('cookies'), new Lane('plain')];
  readonly #requests = new Map<number, Request>();
  readonly #setbacks = new Setbacks();
  readonly #limit: ConnectionLimit;
  readonly #speed = new SpeedMeter(4_000);
  readonly #held = new RangeSet();
  #needs = nothing;
  #resource: Resource | null = null;
  #linked = true;
  #failed = false;
  #troubled = false;
  /** No new request before this: the server said so, or nothing got through. */
  #pausedUntilMs = 0;
  #nextRequestId = 1;
  #storedBytes = 0;
  #receivedBytes = 0;

  constructor(options: Partial<FunnelOptions> = {}, random: () => number = Math.random) {
    this.#options = { ...defaultFunnelOptions, ...options };
    this.#limit = new ConnectionLimit(this.#options.connections);
    this.#random = random;
  }

  handle(event: FunnelEvent, nowMs: number): FunnelCommand[] {
    if (this.#failed) return [];
    const commands: FunnelCommand[] = [];
    this.#take(event, nowMs, commands);
    if (!this.#failed) this.#dispatch(nowMs, commands);
    return commands;
  }

  /** When to send a `tick`, if nothing else happens before; null when only an event can change anything. */
  wakeAtMs(nowMs: number): number | null {
    const times = [...this.#requests.values()].map(deadlineMs);
    times.push(this.#pausedUntilMs, ...this.#setbacks.readyTimesMs);
    // What is ready and yet not asked for waits for a connection, not for the clock.
    const ahead = times.filter((atMs) => atMs > nowMs);
    return ahead.length > 0 ? Math.min(...ahead) : null;
  }

  /** Whether all bytes of `range` are in hand. */
  has(range: ByteRange): boolean {
    return this.#held.has(range);
  }

  status(nowMs: number): FunnelStatus {
    const requests = [...this.#requests.values()];
    return {
      byteLength: this.#resource?.byteLength ?? null,
      inHand: this.#held.ranges,
      bytesPerSecond: this.#speed.bytesPerSecond(nowMs),
      storedBytes: this.#storedBytes,
      receivedBytes: this.#receivedBytes,
      lanes: this.#lanes.map((lane) => ({
        kind: lane.kind,
        state: lane.state,
        reason: lane.refusal,
        connectionsMax: lane.connectionsMax,
        requests: requests
          .filter((request) => request.lane === lane)
          .map((request) => ({
            id: request.id,
            range: request.piece,
            receivedBytes: request.receivedBytes,
            bytesPerSecond: request.bytesPerSecond(nowMs),
          })),
      })),
    };
  }

  #take(event: FunnelEvent, nowMs: number, commands: FunnelCommand[]): void {
    switch (event.type) {
      case 'open':
        this.#needs = event.needs;
        this.#speculate(nowMs, commands);
        return;
      case 'need':
        this.#need(event.needs, commands);
        return;
      case 'link-lost':
        this.#linked = false;
        // Not the server's doing: the pieces go back without a setback.
        for (const request of this.#requests.values()) this.#remove(request);
        return;
      case 'link-back':
        this.#linked = true;
        return;
      case 'tick':
        for (const request of this.#requests.values()) {
          if (deadlineMs(request) <= nowMs) this.#timeOut(request, nowMs, commands);
        }
        return;
      default: {
        // A cancelled request may still speak for a moment: nobody listens.
        const request = this.#requests.get(event.requestId);
        if (request) this.#hear(request, event, nowMs, commands);
      }
    }
  }

  #hear(
    request: Request,
    event: Extract<FunnelEvent, { requestId: number }>,
    nowMs: number,
    commands: FunnelCommand[],
  ): void {
    if (request.lane.state === 'unproven' && !this.#resource) {
      request.heldBack.push(event);
      return;
    }
    switch (event.type) {
      case 'answered':
        this.#answered(request, event.answer, nowMs, commands);
        return;
      case 'bytes':
        this.#receive(request, event.bytes, nowMs, commands);
        return;
      case 'ended':
        if (request.remaining && byteLength(request.remaining) > 0) {
          this.#fail(request, { code: 'network/truncated', detail: '' }, nowMs, commands);
        } else this.#finish(request, nowMs);
        return;
      case 'failed':
        this.#fail(request, event.error, nowMs, commands);
    }
  }

  /** At the start nothing is known: the head and the tail are asked for at once, the head's sequel by all the rest. */
  #speculate(nowMs: number, commands: FunnelCommand[]): void {
    const lane = this.#lanes[0]!;
    const head = byteRange(0, Math.min(tuning.firstPieceBytes, this.#options.pieceSize));
    const firstTry = { fromOriginal: true, failures: 0 };
    this.#send(lane, head, firstTry, nowMs, commands);
    this.#send(lane, { suffixLength: tuning.tailBytes }, firstTry, nowMs, commands);
  }

  #need(needs: Needs, commands: FunnelCommand[]): void {
    this.#needs = needs;
    this.#held.retain(needs.ranges);
    this.#setbacks.retain(needs.ranges);
    commands.push({ type: 'retain', ranges: needs.ranges });
    for (const request of this.#requests.values()) {
      const { remaining } = request;
      // The tail has no place yet; and what has all its bytes ends by itself, leaving its connection alive.
      if (!remaining || byteLength(remaining) === 0) continue;
      if (needs.ranges.some((range) => intersect(range, remaining))) continue;
      this.#remove(request);
      commands.push({ type: 'cancel', requestId: request.id });
    }
  }

  #answered(request: Request, answer: Answer, nowMs: number, commands: FunnelCommand[]): void {
    request.answeredAtMs = nowMs;
    request.lastByteAtMs = nowMs;
    request.lane.roundTripMs.add(nowMs - request.sentAtMs);
    if (this.#resource && !sameResource(this.#resource, answer.resource)) {
      const detail = `was ${describe(this.#resource)}, is ${describe(answer.resource)}`;
      commands.push({ type: 'cancel', requestId: request.id });
      this.#fail(request, { code: 'resource/changed', detail }, nowMs, commands);
      return;
    }
    const isFirst = this.#resource === null;
    if (isFirst || request.fromOriginal) {
      this.#resource = answer.resource;
      commands.push({ type: 'resource', resource: answer.resource });
    }
    if (request.lane.state === 'unproven') request.lane.state = 'open';
    for (const each of this.#requests.values()) each.fitTo(answer.resource.byteLength);
    if (isFirst) this.#hearHeldBack(nowMs, commands);
  }

  #hearHeldBack(nowMs: number, commands: FunnelCommand[]): void {
    for (const request of this.#requests.values()) {
      for (const event of request.heldBack.splice(0)) {
        if (this.#requests.has(request.id)) this.#take(event, nowMs, commands);
      }
    }
  }

  #receive(request: Request, bytes: Uint8Array, nowMs: number, commands: FunnelCommand[]): void {
    const { remaining } = request;
    this.#receivedBytes += bytes.length;
    if (!remaining || bytes.length > byteLength(remaining)) {
      commands.push({ type: 'cancel', requestId: request.id });
      this.#fail(request, { code: 'http/range-invalid', detail: 'more bytes than asked' }, nowMs, commands);
      return;
    }
    const { start } = remaining;
    request.receivedBytes += bytes.length;
    request.lastByteAtMs = nowMs;
    this.#speed.add(bytes.length, nowMs);
    for (const fresh of this.#held.missing(byteRange(start, start + bytes.length))) {
      const part = bytes.subarray(fresh.start - start, fresh.endExclusive - start);
      commands.push({ type: 'store', start: fresh.start, bytes: part });
      this.#held.add(fresh);
      this.#storedBytes += part.length;
    }
    if (this.#troubled) commands.push({ type: 'trouble', error: null });
    this.#troubled = false;
    this.#pausedUntilMs = 0;
  }

  #finish(request: Request, nowMs: number): void {
    this.#remove(request);
    const speed = request.bytesPerSecond(nowMs);
    if (speed > 0) request.lane.connectionBytesPerSecond.add(speed);
  }

  #timeOut(request: Request, nowMs: number, commands: FunnelCommand[]): void {
    commands.push({ type: 'cancel', requestId: request.id });
    const code = request.answeredAtMs === null ? 'network/connect-timeout' : 'network/stalled';
    this.#fail(request, { code, detail: '' }, nowMs, commands);
  }

  #fail(request: Request, error: FunnelErrorData, nowMs: number, commands: FunnelCommand[]): void {
    this.#remove(request);
    const { remaining } = request;
    // The tail was a guess, and so was everything past the end of the file.
    if (!remaining || byteLength(remaining) === 0) return;
    const fatal = errorTraits[error.code].severity === 'fatal';
    if (fatal && request.lane.kind !== 'cookies') {
      request.lane.refuse(`${error.code} ${error.detail}`.trim());
      return;
    }
    const failures = request.receivedBytes > 0 ? 1 : request.failuresBefore + 1;
    if (this.#isFinal(request, error, failures, fatal)) {
      this.#failed = true;
      for (const each of this.#requests.values()) commands.push({ type: 'cancel', requestId: each.id });
      this.#requests.clear();
      commands.push({ type: 'fail', error });
      return;
    }
    // What may be the fault of where a redirect led to is asked for anew at once.
    const delayMs = fatal && this.#resource ? 0 : retryDelayMs(failures, this.#random());
    const flowing = [...this.#requests.values()].filter((each) => each.answeredAtMs !== null).length;
    const objected = error.code === 'http/throttled' || error.code === 'network/unreachable';
    if (objected && flowing > 0) this.#limit.halve(flowing, nowMs);
    if (error.code === 'http/throttled' && flowing === 0) {
      this.#pausedUntilMs = nowMs + Math.max(delayMs, error.retryAfterMs ?? 0);
    }
    this.#setbacks.add({ range: remaining, failures, notBeforeMs: nowMs + delayMs, fromOriginal: true });
    if (flowing === 0 && !fatal) {
      this.#troubled = true;
      commands.push({ type: 'trouble', error });
    }
  }

  /** Whether a failure ends it all. Only the lane with cookies speaks for the file, and before the first answer only its first piece. */
  #isFinal(request: Request, error: FunnelErrorData, failures: number, fatal: boolean): boolean {
    if (error.code === 'resource/changed') return true;
    if (this.#resource) return fatal && request.fromOriginal && request.failuresBefore > 0;
    const first = 'start' in request.asked && request.asked.start === 0;
    return first && (fatal || failures >= tuning.failuresBeforeFirstAnswer);
  }

  #remove(request: Request): void {
    if (this.#requests.delete(request.id)) request.lane.active -= 1;
  }

  #dispatch(nowMs: number, commands: FunnelCommand[]): void {
    if (!this.#linked || nowMs < this.#pausedUntilMs) return;
    const limit = this.#limit.value(nowMs);
    while (this.#requests.size < limit) {
      const lane = this.#lanes.find((each) => each.hasRoom);
      if (!lane) return;
      const busy = new RangeSet(this.#setbacks.cooling(nowMs));
      for (const { remaining } of this.#requests.values()) if (remaining) busy.add(remaining);
      const gap = firstGap(this.#needs, this.#held, busy, this.#options.pieceSize);
      if (!gap) return;
      const size = pieceBytes({
        urgentBytes: gap.urgent ? urgentGapBytes(this.#needs, this.#held, busy) : 0,
        bytesBefore: gap.bytesBefore,
        secondsFed: this.#needs.secondsFed,
        connections: limit,
        connectionBytesPerSecond: lane.connectionBytesPerSecond.value,
        roundTripMs: lane.roundTripMs.value ?? 0,
        pieceSize: this.#options.pieceSize,
      });
      const end = Math.min(gap.range.endExclusive, gap.range.start + size);
      const claim = this.#setbacks.claim(byteRange(gap.range.start, end));
      const fromOriginal = claim.fromOriginal || this.#resource === null;
      this.#send(lane, claim.piece, { fromOriginal, failures: claim.failures }, nowMs, commands);
    }
  }

  #send(
    lane: Lane,
    asked: Asked,
    retry: { fromOriginal: boolean; failures: number },
    nowMs: number,
    commands: FunnelCommand[],
  ): void {
    const request = new Request(this.#nextRequestId++, lane, asked, nowMs, retry);
    this.#requests.set(request.id, request);
    lane.active += 1;
    const { fromOriginal } = retry;
    commands.push({ type: 'fetch', requestId: request.id, lane: lane.kind, asked, fromOriginal });
  }
}

function deadlineMs(request: Request): number {
  return request.answeredAtMs === null
    ? request.sentAtMs + tuning.firstByteTimeoutMs
    : (request.lastByteAtMs ?? request.answeredAtMs) + tuning.stallTimeoutMs;
}

const describe = (resource: Resource): string =>
  `${resource.byteLength} B, validator ${resource.validator ?? 'none'}`;
