import { type ByteRange, byteLength, byteRange } from '../bytes/range';
import { RangeSet } from '../bytes/range-set';
import type { FunnelErrorData } from '../errors';
import { Admission, agrees } from './admission';
import { DeadLink, isDeadEnd } from './dead-link';
import { Dispatcher } from './dispatcher';
import type { FunnelCommand, FunnelEvent, Needs, RequestEvent } from './messages';
import { defaultFunnelOptions, type FunnelOptions, tuning } from './options';
import { Recovery } from './recovery';
import type { Request } from './request';
import { type Answer, describeResource, type Resource } from './response';
import { Sources } from './sources';
import { SpeedMeter } from './speed';
import { type FunnelStatus, laneStatuses } from './status';

/**
 * What to fetch next, on which lane; what an answer is worth; when to try again.
 * A state machine: event in, commands out. It fetches nothing, keeps no byte but the first few, and has no clock of its
 * own. Here is what it makes of what it hears; what it asks for next is the dispatcher's.
 */
export class Funnel {
  readonly #sources: Sources;
  readonly #dispatcher: Dispatcher;
  readonly #recovery: Recovery;
  readonly #admission = new Admission();
  readonly #deadLink: DeadLink;
  readonly #speed = new SpeedMeter(4_000);
  readonly #recentSpeed = new SpeedMeter(tuning.growthMeasureMs);
  readonly #held = new RangeSet();
  #resource: Resource | null = null;
  #knownSinceMs = Infinity;
  #linked = true;
  #failed = false;
  #troubled = false;
  #storedBytes = 0;
  #receivedBytes = 0;

  /** @param urls of one file: the link, then mirrors of it */
  constructor(
    urls: readonly string[],
    options: Partial<FunnelOptions> = {},
    random: () => number = Math.random,
  ) {
    this.#sources = new Sources(urls);
    this.#deadLink = new DeadLink(this.#sources);
    this.#dispatcher = new Dispatcher(this.#sources, { ...defaultFunnelOptions, ...options });
    this.#recovery = new Recovery(this.#sources, this.#dispatcher, random);
  }

  handle(event: FunnelEvent, nowMs: number): FunnelCommand[] {
    if (this.#failed) return [];
    const commands: FunnelCommand[] = [];
    this.#take(event, nowMs, commands);
    // At every event, not at ticks alone: events of other requests set the timer anew, past a deadline just missed.
    if (!this.#failed) this.#timeOutOverdue(nowMs, commands);
    if (!this.#failed && this.#linked) this.#dispatch(nowMs, commands);
    return commands;
  }

  /** When to send a `tick`, if nothing else happens before; null when only an event can change anything. */
  wakeAtMs(nowMs: number): number | null {
    // What is ready and yet not asked for waits for a connection, not for the clock.
    return this.#dispatcher.nextTimeMs(nowMs);
  }

  /** Whether all bytes of `range` are in hand. */
  has(range: ByteRange): boolean {
    return this.#held.has(range);
  }

  status(nowMs: number): FunnelStatus {
    const { inFlight, connections, needs, counts } = this.#dispatcher;
    return {
      byteLength: this.#resource?.byteLength ?? null,
      inHand: this.#held.ranges,
      bytesPerSecond: this.#speed.bytesPerSecond(nowMs),
      storedBytes: this.#storedBytes,
      receivedBytes: this.#receivedBytes,
      lanes: laneStatuses(this.#sources.lanes, inFlight.all, nowMs),
      connections: connections.count(needs, nowMs),
      ...counts,
    };
  }

  #take(event: FunnelEvent, nowMs: number, commands: FunnelCommand[]): void {
    switch (event.type) {
      case 'open':
        this.#setNeeds(event.needs, nowMs);
        this.#dispatcher.speculate(nowMs, commands);
        return;
      case 'need': {
        const ranges = this.#setNeeds(event.needs, nowMs);
        this.#held.retain(ranges);
        commands.push({ type: 'retain', ranges });
        this.#dispatcher.cancelUnneeded(nowMs, commands);
        return;
      }
      case 'link-lost':
        this.#linked = false;
        // Not the server's doing: the pieces go back without a setback.
        this.#dispatcher.releaseAll(nowMs);
        return;
      case 'link-back':
        this.#linked = true;
        return;
      case 'options':
        this.#dispatcher.configure(event.options, nowMs);
        return;
      case 'share':
        this.#dispatcher.connections.share = event.share;
        return;
      case 'recalled':
        this.#dispatcher.connections.recall(event.host, event.connections);
        return;
      case 'online':
        this.#dispatcher.hurry(nowMs);
        return;
      case 'fresh-link':
        this.#sources.add(event.url);
        this.#setNeeds(this.#dispatcher.needs, nowMs);
        return;
      case 'tick':
        return;
      default: {
        // A cancelled request may still speak for a moment: nobody listens.
        const request = this.#dispatcher.inFlight.get(event.requestId);
        if (request) this.#hear(request, event, nowMs, commands);
      }
    }
  }

  #setNeeds(needs: Needs, nowMs: number): readonly ByteRange[] {
    const isAsked = this.#sources.unproven.length > 0;
    const also = this.#resource ? this.#admission.alsoNeeded(needs, this.#resource, isAsked) : [];
    const known = { resource: this.#resource, held: this.#held };
    return this.#dispatcher.setNeeds(needs, known, also, nowMs);
  }

  #dispatch(nowMs: number, commands: FunnelCommand[]): void {
    const bytesPerSecond = this.#recentSpeed.bytesPerSecond(nowMs);
    const known = { resource: this.#resource, held: this.#held, admission: this.#admission, bytesPerSecond };
    this.#dispatcher.dispatch(known, nowMs, commands);
  }

  #hear(request: Request, event: RequestEvent, nowMs: number, commands: FunnelCommand[]): void {
    const hasAnswered = event.type === 'answered' || request.heldBack.length > 0;
    if (hasAnswered && request.lane.state === 'unproven' && !this.#resource) {
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
        request.lane.protocol = event.protocol ?? request.lane.protocol;
        request.lane.idle += 1;
        if (request.isDone) this.#finish(request, nowMs, commands);
        else this.#fail(request, { code: 'network/truncated', detail: '' }, nowMs, commands);
        return;
      case 'failed':
        this.#fail(request, event.error, nowMs, commands);
    }
  }

  #answered(request: Request, answer: Answer, nowMs: number, commands: FunnelCommand[]): void {
    const { lane } = request;
    const known = this.#resource;
    request.answeredAtMs = nowMs;
    lane.noteRoundTrip(nowMs - request.sentAtMs, request.isWarm);
    if (known && request.probe) {
      const verdict = this.#admission.judgeAnswer(lane.source, answer.resource, known);
      if (verdict === 'unproven') return;
      this.#dispatcher.cancel(request, nowMs, commands);
      this.#resource = this.#deadLink.judged(lane.source, verdict, known, commands);
      return;
    }
    if (known && !agrees(lane.source, answer.resource, known)) {
      const isElsewhere = lane.source.isLink && !lane.isAbsolute && answer.resource.url !== known.url;
      if (isElsewhere && this.#recovery.putBack(request, nowMs, commands)) return;
      const detail = `was ${describeResource(known)}, is ${describeResource(answer.resource)}`;
      commands.push({ type: 'cancel', requestId: request.id });
      this.#fail(request, { code: 'resource/changed', detail }, nowMs, commands);
      return;
    }
    if (lane.state === 'unproven') lane.state = 'open';
    this.#learn(request, answer.resource, commands);
    if (!known) this.#begin(nowMs, commands);
  }

  /** The first answer: now everything has its place, and the other lanes are heard. */
  #begin(nowMs: number, commands: FunnelCommand[]): void {
    const { inFlight, needs } = this.#dispatcher;
    this.#knownSinceMs = nowMs;
    this.#deadLink.begun(commands);
    this.#setNeeds(needs, nowMs);
    for (const request of inFlight.all) request.fitTo(this.#resource!.byteLength);
    for (const request of inFlight.all) {
      for (const { event, atMs } of request.heldBack.splice(0)) this.#take(event, atMs, commands);
    }
  }

  #learn(request: Request, answered: Resource, commands: FunnelCommand[]): void {
    const known = this.#resource;
    const isEarly = request.sentAtMs <= this.#knownSinceMs;
    const resource = this.#sources.learn(known, answered, request.lane, request.fromOriginal, isEarly);
    if (resource === known) return;
    this.#resource = resource;
    commands.push({ type: 'resource', resource: resource! });
  }

  #receive(request: Request, bytes: Uint8Array, nowMs: number, commands: FunnelCommand[]): void {
    const { remaining, lane, rival, probe } = request;
    this.#receivedBytes += bytes.length;
    if (!remaining || bytes.length > request.bytesToCome) {
      commands.push({ type: 'cancel', requestId: request.id });
      this.#fail(request, { code: 'http/range-invalid', detail: 'more bytes than asked' }, nowMs, commands);
      return;
    }
    if (rival) this.#dispatcher.drop(rival, nowMs, commands);
    if (request.lastByteAtMs !== null) lane.noteGap(request.silentMs(nowMs));
    request.lastByteAtMs = nowMs;
    lane.source.noteChunk(bytes.length);
    this.#speed.add(bytes.length, nowMs);
    this.#recentSpeed.add(bytes.length, nowMs);
    lane.source.limit.resume();
    if (this.#troubled) this.#recover(nowMs, commands);
    // What lies beyond a cut is another's.
    const wanted = bytes.subarray(0, byteLength(remaining));
    probe?.set(wanted, request.receivedBytes);
    request.receivedBytes += wanted.length;
    request.chunks += 1;
    if (!probe) this.#store(remaining.start, wanted, commands);
    if (!request.isCut || !request.isDone) return;
    commands.push({ type: 'cancel', requestId: request.id });
    this.#finish(request, nowMs, commands);
  }

  #store(start: number, bytes: Uint8Array, commands: FunnelCommand[]): void {
    this.#admission.note(start, bytes);
    for (const fresh of this.#held.missing(byteRange(start, start + bytes.length))) {
      const part = bytes.subarray(fresh.start - start, fresh.endExclusive - start);
      commands.push({ type: 'store', start: fresh.start, bytes: part });
      this.#held.add(fresh);
      this.#storedBytes += part.length;
    }
  }

  #finish(request: Request, nowMs: number, commands: FunnelCommand[]): void {
    this.#dispatcher.release(request, nowMs);
    request.lane.noteSpeed(request.receivedBytes, request.bytesPerSecondSinceSent(nowMs));
    if (!request.probe || !this.#resource) return;
    const verdict = this.#admission.judgeBytes(request);
    this.#resource = this.#deadLink.judged(request.lane.source, verdict, this.#resource, commands);
  }

  #timeOutOverdue(nowMs: number, commands: FunnelCommand[]): void {
    for (const request of this.#dispatcher.inFlight.all) {
      // The one before may have ended others.
      if (request.deadlineMs > nowMs || !this.#dispatcher.inFlight.get(request.id)) continue;
      commands.push({ type: 'cancel', requestId: request.id });
      const code = request.answeredAtMs === null ? 'network/connect-timeout' : 'network/stalled';
      this.#fail(request, { code, detail: '' }, nowMs, commands);
      if (this.#failed) return;
    }
  }

  #fail(request: Request, error: FunnelErrorData, nowMs: number, commands: FunnelCommand[]): void {
    const outcome = this.#recovery.failed(request, error, this.#resource !== null, nowMs, commands);
    const { source } = request.lane;
    if (request.probe && source.state === 'refused') this.#deadLink.failed(source, error.code, commands);
    if (outcome === 'final') this.#giveUp(error, nowMs, commands);
    if (outcome !== 'trouble') return;
    this.#troubled = true;
    commands.push({ type: 'trouble', error });
  }

  /** The trouble is over: what failed with all the rest need not wait for its turn. */
  #recover(nowMs: number, commands: FunnelCommand[]): void {
    this.#troubled = false;
    this.#dispatcher.hurry(nowMs + tuning.retryDelayMs);
    commands.push({ type: 'trouble', error: null });
  }

  #giveUp(error: FunnelErrorData, nowMs: number, commands: FunnelCommand[]): void {
    for (const request of this.#dispatcher.inFlight.all) this.#dispatcher.cancel(request, nowMs, commands);
    if (this.#resource && isDeadEnd(error.code)) {
      if (this.#troubled) this.#recover(nowMs, commands);
      this.#deadLink.found(error, commands);
      return;
    }
    const told = this.#resource ? error : this.#deadLink.passOn(error);
    this.#failed = told !== null;
    if (told) commands.push({ type: 'fail', error: told });
    else this.#dispatcher.speculate(nowMs, commands);
  }
}
