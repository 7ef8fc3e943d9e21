import { type ByteRange, byteLength, byteRange } from '../bytes/range';
import { RangeSet } from '../bytes/range-set';
import type { FunnelErrorData } from '../errors';
import { Admission, agrees } from './admission';
import { Dispatcher } from './dispatcher';
import { hostOf } from './host-name';
import type { FunnelCommand, FunnelEvent, Needs, RequestEvent } from './messages';
import { defaultFunnelOptions, type FunnelOptions, tuning } from './options';
import { Recovery } from './recovery';
import type { Request } from './request';
import { type Answer, describeResource, learn, type Resource } from './response';
import type { Source } from './source';
import { Sources } from './sources';
import { SpeedMeter } from './speed';
import { type FunnelStatus, laneStatus } from './status';

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
    // Sources only ever join at the end: a lane's place among all is its own for good.
    const lanes = [...this.#sources.lanes.entries()].filter(([, { wasUsed }]) => wasUsed);
    return {
      byteLength: this.#resource?.byteLength ?? null,
      inHand: this.#held.ranges,
      bytesPerSecond: this.#speed.bytesPerSecond(nowMs),
      storedBytes: this.#storedBytes,
      receivedBytes: this.#receivedBytes,
      lanes: lanes.map(([id, lane]) => laneStatus(id, lane, inFlight.all, nowMs)),
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
    const isAsked = this.#resource !== null && needs.ranges.length > 0 && this.#sources.unproven.length > 0;
    const also = isAsked ? this.#admission.missing(this.#resource!) : [];
    return this.#dispatcher.setNeeds(needs, this.#resource, also, nowMs);
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
        if (request.isDone) this.#finish(request, nowMs);
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
      this.#admit(lane.source, verdict);
      return;
    }
    if (known && !agrees(lane.source, answer.resource, known)) {
      if (
        lane.source.isLink &&
        !lane.isAbsolute &&
        answer.resource.url !== known.url &&
        this.#recovery.putBack(request, nowMs, commands)
      )
        return;
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
    this.#setNeeds(needs, nowMs);
    for (const request of inFlight.all) request.fitTo(this.#resource!.byteLength);
    for (const request of inFlight.all) {
      for (const { event, atMs } of request.heldBack.splice(0)) this.#take(event, atMs, commands);
    }
  }

  #learn(request: Request, answered: Resource, commands: FunnelCommand[]): void {
    const { source, isAbsolute } = request.lane;
    const known = this.#resource;
    if (!source.isLink) {
      source.validator ??= answered.validator;
      return;
    }
    const isFromOriginal = request.fromOriginal && !isAbsolute;
    // Asked before the first answer came, and led elsewhere: one more host that has the file.
    if (
      known &&
      isFromOriginal &&
      request.sentAtMs <= this.#knownSinceMs &&
      hostOf(answered.url) !== source.host
    ) {
      this.#sources.discover(answered);
      return;
    }
    const resource = learn(known, answered, isFromOriginal);
    if (resource !== known) commands.push({ type: 'resource', resource });
    this.#resource = resource;
    source.address = resource.url;
  }

  #admit(source: Source, verdict: 'open' | 'refused'): void {
    if (verdict === 'refused') source.refuse('another file');
    else source.open();
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
    lane.source.limit.pauseUntil(0);
    if (this.#troubled) commands.push({ type: 'trouble', error: null });
    this.#troubled = false;
    // What lies beyond a cut is another's.
    const wanted = bytes.subarray(0, byteLength(remaining));
    probe?.set(wanted, request.receivedBytes);
    request.receivedBytes += wanted.length;
    request.chunks += 1;
    if (!probe) this.#store(remaining.start, wanted, commands);
    if (!request.isCut || !request.isDone) return;
    commands.push({ type: 'cancel', requestId: request.id });
    this.#finish(request, nowMs);
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

  #finish(request: Request, nowMs: number): void {
    this.#dispatcher.release(request, nowMs);
    request.lane.noteSpeed(request.receivedBytes, request.bytesPerSecondSinceSent(nowMs));
    if (request.probe) this.#admit(request.lane.source, this.#admission.judgeBytes(request));
  }

  #timeOutOverdue(nowMs: number, commands: FunnelCommand[]): void {
    for (const request of this.#dispatcher.inFlight.all) {
      if (request.deadlineMs > nowMs) continue;
      commands.push({ type: 'cancel', requestId: request.id });
      const code = request.answeredAtMs === null ? 'network/connect-timeout' : 'network/stalled';
      this.#fail(request, { code, detail: '' }, nowMs, commands);
      if (this.#failed) return;
    }
  }

  #fail(request: Request, error: FunnelErrorData, nowMs: number, commands: FunnelCommand[]): void {
    const outcome = this.#recovery.failed(request, error, this.#resource !== null, nowMs, commands);
    if (outcome === 'final') this.#giveUp(error, nowMs, commands);
    if (outcome !== 'trouble') return;
    this.#troubled = true;
    commands.push({ type: 'trouble', error });
  }

  #giveUp(error: FunnelErrorData, nowMs: number, commands: FunnelCommand[]): void {
    this.#failed = true;
    for (const request of this.#dispatcher.inFlight.all) this.#dispatcher.cancel(request, nowMs, commands);
    commands.push({ type: 'fail', error });
  }
}
