import { type ByteRange, byteLength, byteRange, intersect } from '../bytes/range';
import { RangeSet } from '../bytes/range-set';
import { errorTraits, type FunnelErrorData } from '../errors';
import { clipNeeds } from './clip-needs';
import { ConnectionLimit } from './connection-limit';
import { judgeFailure } from './failure';
import { InFlight } from './in-flight';
import { Lane } from './lane';
import type { FunnelCommand, FunnelEvent, Needs, RequestEvent } from './messages';
import { firstGap, urgentGapBytes } from './next-piece';
import { defaultFunnelOptions, type FunnelOptions, tuning } from './options';
import { pieceBytes } from './piece-size';
import { type Past, Request } from './request';
import { type Answer, type Asked, describeResource, learn, type Resource, sameResource } from './response';
import { Setbacks } from './setbacks';
import { SpeedMeter } from './speed';
import { type FunnelStatus, laneStatus } from './status';

const nothing: Needs = { ranges: [], urgentCount: 0, secondsFed: 0, bytesPerSecond: null };

/**
 * What to fetch next, on which lane; what an answer is worth; when to try again.
 * A state machine: event in, commands out. It fetches nothing, keeps no byte, and has no clock of its own.
 */
export class Funnel {
  readonly #options: FunnelOptions;
  readonly #url: string;
  readonly #random: () => number;
  readonly #lanes = [new Lane('cookies'), new Lane('plain')];
  readonly #inFlight = new InFlight();
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

  constructor(
    urls: readonly string[],
    options: Partial<FunnelOptions> = {},
    random: () => number = Math.random,
  ) {
    this.#url = urls[0]!;
    this.#options = { ...defaultFunnelOptions, ...options };
    const { connections } = this.#options;
    this.#limit = new ConnectionLimit(connections === 'auto' ? tuning.startConnections : connections);
    this.#random = random;
  }

  handle(event: FunnelEvent, nowMs: number): FunnelCommand[] {
    if (this.#failed) return [];
    const commands: FunnelCommand[] = [];
    this.#take(event, nowMs, commands);
    // At every event, not at ticks alone: events of other requests set the timer anew, past a deadline just missed.
    if (!this.#failed) this.#timeOutOverdue(nowMs, commands);
    if (!this.#failed) this.#dispatch(nowMs, commands);
    return commands;
  }

  /** When to send a `tick`, if nothing else happens before; null when only an event can change anything. */
  wakeAtMs(nowMs: number): number | null {
    const times = this.#inFlight.all.map((request) => request.deadlineMs);
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
    const requests = this.#inFlight.all;
    return {
      byteLength: this.#resource?.byteLength ?? null,
      inHand: this.#held.ranges,
      bytesPerSecond: this.#speed.bytesPerSecond(nowMs),
      storedBytes: this.#storedBytes,
      receivedBytes: this.#receivedBytes,
      lanes: this.#lanes.map((lane) => laneStatus(lane, requests, nowMs)),
      connections: this.#limit.value(nowMs),
      splits: 0,
      races: 0,
      retries: 0,
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
        for (const request of this.#inFlight.all) this.#inFlight.remove(request);
        return;
      case 'link-back':
        this.#linked = true;
        return;
      case 'options':
      case 'share':
      case 'tick':
        return;
      default: {
        // A cancelled request may still speak for a moment: nobody listens.
        const request = this.#inFlight.get(event.requestId);
        if (request) this.#hear(request, event, nowMs, commands);
      }
    }
  }

  #hear(request: Request, event: RequestEvent, nowMs: number, commands: FunnelCommand[]): void {
    if (request.lane.state === 'unproven' && !this.#resource) {
      request.heldBack.push({ event, atMs: nowMs });
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
    for (const request of this.#inFlight.all) {
      const { remaining } = request;
      // The tail has no place yet; and what has all its bytes ends by itself, leaving its connection alive.
      if (!remaining || byteLength(remaining) === 0) continue;
      if (needs.ranges.some((range) => intersect(range, remaining))) continue;
      this.#inFlight.remove(request);
      commands.push({ type: 'cancel', requestId: request.id });
    }
  }

  #answered(request: Request, answer: Answer, nowMs: number, commands: FunnelCommand[]): void {
    request.answeredAtMs = nowMs;
    request.lastByteAtMs = nowMs;
    request.lane.roundTripMs.add(nowMs - request.sentAtMs);
    if (this.#resource && !sameResource(this.#resource, answer.resource)) {
      commands.push({ type: 'cancel', requestId: request.id });
      if (answer.resource.url !== this.#resource.url && this.#putBack(request)) return;
      const detail = `was ${describeResource(this.#resource)}, is ${describeResource(answer.resource)}`;
      this.#fail(request, { code: 'resource/changed', detail }, nowMs, commands);
      return;
    }
    const known = this.#resource;
    const resource = learn(known, answer.resource, request.fromOriginal);
    if (resource !== known) commands.push({ type: 'resource', resource });
    this.#resource = resource;
    if (request.lane.state === 'unproven') request.lane.state = 'open';
    if (known) return;
    this.#needs = clipNeeds(this.#needs, resource.byteLength);
    for (const each of this.#inFlight.all) each.fitTo(resource.byteLength);
    for (const each of this.#inFlight.all) {
      for (const { event, atMs } of each.heldBack.splice(0)) this.#take(event, atMs, commands);
    }
  }

  /**
   * An address may lead to several copies of a file, each with its own validator: then the first to answer is asked.
   * @returns false where that has been tried
   */
  #putBack(request: Request): boolean {
    if (!request.remaining || request.failuresBefore > 1) return false;
    this.#inFlight.remove(request);
    const failures = request.failuresBefore + 1;
    this.#setbacks.add({ range: request.remaining, failures, notBeforeMs: 0, fromOriginal: false });
    return true;
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
    this.#inFlight.remove(request);
    request.lane.connectionBytesPerSecond.add(request.bytesPerSecondSinceSent(nowMs));
  }

  #timeOutOverdue(nowMs: number, commands: FunnelCommand[]): void {
    for (const request of this.#inFlight.all) {
      if (request.deadlineMs > nowMs) continue;
      commands.push({ type: 'cancel', requestId: request.id });
      const code = request.answeredAtMs === null ? 'network/connect-timeout' : 'network/stalled';
      this.#fail(request, { code, detail: '' }, nowMs, commands);
      if (this.#failed) return;
    }
  }

  #fail(request: Request, error: FunnelErrorData, nowMs: number, commands: FunnelCommand[]): void {
    this.#inFlight.remove(request);
    const { remaining, lane } = request;
    // The tail was a guess, and so was everything past the end of the file.
    if (!remaining || byteLength(remaining) === 0) return;
    const isRefusal = errorTraits[error.code].severity === 'fatal';
    if (lane.kind !== 'cookies' && (isRefusal || lane.isSilent(request.answeredAtMs !== null))) {
      lane.refuse(`${error.code} ${error.detail}`.trim());
      return;
    }
    const isResourceKnown = this.#resource !== null;
    const { flowing } = this.#inFlight;
    const verdict = judgeFailure({ request, error, isResourceKnown, flowing, random: this.#random() });
    if (verdict.type === 'final') {
      this.#giveUp(error, commands);
      return;
    }
    const { failures, delayMs, connections, pauseMs } = verdict;
    this.#setbacks.add({ range: remaining, failures, notBeforeMs: nowMs + delayMs, fromOriginal: true });
    if (connections !== null) this.#limit.lowerTo(connections, nowMs);
    if (pauseMs > 0) this.#pausedUntilMs = nowMs + pauseMs;
    if (!verdict.isTrouble) return;
    this.#troubled = true;
    commands.push({ type: 'trouble', error });
  }

  #giveUp(error: FunnelErrorData, commands: FunnelCommand[]): void {
    this.#failed = true;
    for (const request of this.#inFlight.all) {
      this.#inFlight.remove(request);
      commands.push({ type: 'cancel', requestId: request.id });
    }
    commands.push({ type: 'fail', error });
  }

  #dispatch(nowMs: number, commands: FunnelCommand[]): void {
    if (!this.#linked || nowMs < this.#pausedUntilMs) return;
    const limit = this.#limit.value(nowMs);
    while (this.#inFlight.size < limit) {
      const lane = this.#lanes.find((each) => each.hasRoom);
      if (!lane) return;
      const busy = this.#inFlight.busyWith(this.#setbacks.cooling(nowMs));
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

  #send(lane: Lane, asked: Asked, past: Past, nowMs: number, commands: FunnelCommand[]): void {
    const request = new Request(this.#nextRequestId++, lane, asked, nowMs, past);
    this.#inFlight.add(request);
    const url = past.fromOriginal || !this.#resource ? this.#url : this.#resource.url;
    const credentials = lane.kind === 'cookies' ? 'include' : 'omit';
    commands.push({ type: 'fetch', requestId: request.id, url, credentials, asked });
  }
}
