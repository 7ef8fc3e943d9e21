import { type ByteRange, byteLength, byteRange, intersect } from '../bytes/range';
import type { RangeSet } from '../bytes/range-set';
import type { Admission } from './admission';
import { clipNeeds } from './clip-needs';
import { Connections } from './connections';
import { InFlight } from './in-flight';
import type { Lane } from './lane';
import type { FunnelCommand, Needs } from './messages';
import { nextOrder, type Order } from './next-order';
import { type FunnelOptions, tuning } from './options';
import { PlayingOrder } from './playing-order';
import { type Past, Request } from './request';
import type { Asked, Resource } from './response';
import { isAnyWell, lanesWithRoom, usableLanes } from './room';
import { Setbacks } from './setbacks';
import type { Sources } from './sources';
import { SpeedLimit } from './speed-limit';

const firstTry: Past = { fromOriginal: true, failures: 0 };

/** What is known of the file, as far as it matters for asking. */
export interface Known {
  /** Null until the first answer. */
  readonly resource: Resource | null;
  readonly held: RangeSet;
  readonly admission: Admission;
  /** What comes, all lanes together. */
  readonly bytesPerSecond: number;
}

/** Sends requests and takes them back: keeps every connection at what helps the playhead most. */
export class Dispatcher {
  readonly inFlight = new InFlight();
  readonly setbacks = new Setbacks();
  readonly connections: Connections;
  /** Since opening. */
  readonly counts = { splits: 0, races: 0, retries: 0 };
  readonly #sources: Sources;
  readonly #speedLimit = new SpeedLimit();
  #options: FunnelOptions;
  #order = new PlayingOrder({ ranges: [], urgentCount: 0, secondsFed: 0, bytesPerSecond: null }, 0);
  #nextRequestId = 1;

  constructor(sources: Sources, options: FunnelOptions) {
    this.#sources = sources;
    this.#options = options;
    this.connections = new Connections(sources, options);
    this.#speedLimit.set(options.maxSpeed, 0);
  }

  get needs(): Needs {
    return this.#order.needs;
  }

  configure(options: FunnelOptions, nowMs: number): void {
    this.#options = options;
    this.connections.configure(options);
    this.#speedLimit.set(options.maxSpeed, nowMs);
  }

  /** When something may be asked for that may not be now, or a request is given up or taken to hang; null for never. */
  nextTimeMs(nowMs: number): number | null {
    let nextMs = Infinity;
    const note = (timeMs: number) => {
      if (timeMs > nowMs && timeMs < nextMs) nextMs = timeMs;
    };
    for (const request of this.inFlight.all) {
      note(request.deadlineMs);
      note(request.hangsAtMs);
    }
    note(this.#speedLimit.readyAtMs);
    for (const source of this.#sources.all) {
      note(source.limit.pausedUntilMs);
      note(source.restUntilMs);
      if (source.state === 'unproven') note(source.probeAtMs);
    }
    for (const timeMs of this.setbacks.readyTimesMs) note(timeMs);
    return nextMs === Infinity ? null : nextMs;
  }

  /** At the start nothing is known: the head and the tail are asked for at once, the head's sequel by all the rest. */
  speculate(nowMs: number, commands: FunnelCommand[]): void {
    const { speaker } = this.#sources;
    // Another may have been asked before.
    this.setbacks.retain([]);
    const connections = this.connections.count(this.needs, nowMs);
    const share = Math.ceil(tuning.guessBytes / connections);
    const head = byteRange(0, Math.min(share, this.#pieceBytesMax));
    this.#send(speaker, head, firstTry, nowMs, commands);
    if (connections === 1) return;
    this.#send(speaker, { suffixLength: tuning.tailBytes }, firstTry, nowMs, commands);
  }

  /**
   * What is needed from now on, as far as there is room for it in memory.
   * @param also needed by nobody but the funnel itself
   * @returns all that is to be kept
   */
  setNeeds(
    needs: Needs,
    { resource, held }: Pick<Known, 'resource' | 'held'>,
    also: readonly ByteRange[],
    nowMs: number,
  ) {
    const { blockSize, blocksAhead } = this.#options;
    const clipped = clipNeeds(needs, resource?.byteLength ?? Infinity, (blocksAhead + 1) * blockSize);
    const ranges = [...clipped.ranges, ...also];
    this.#order = new PlayingOrder({ ...clipped, ranges }, nowMs);
    this.setbacks.retain(ranges);
    this.connections.rush(this.needs, this.#order.waitingBytes(held), nowMs);
    return ranges;
  }

  /** What waits for another try need not wait longer than until then. */
  hurry(untilMs: number): void {
    this.setbacks.hurry(untilMs);
    for (const source of this.#sources.all) source.rested();
  }

  cancelUnneeded(nowMs: number, commands: FunnelCommand[]): void {
    for (const request of this.inFlight.all) {
      const { remaining } = request;
      // The tail has no place yet; and what has all its bytes ends by itself, leaving its connection alive.
      if (!remaining || byteLength(remaining) === 0 || request.probe) continue;
      if (this.needs.ranges.some((range) => intersect(range, remaining))) continue;
      this.cancel(request, nowMs, commands);
    }
  }

  cancel(request: Request, nowMs: number, commands: FunnelCommand[]): void {
    this.release(request, nowMs);
    commands.push({ type: 'cancel', requestId: request.id });
  }

  /** Lost a race. */
  drop(request: Request, nowMs: number, commands: FunnelCommand[]): void {
    request.lane.lostRace(request.answeredAtMs !== null);
    this.cancel(request, nowMs, commands);
  }

  /** Frees its connection; what it may still say is not heard any more. */
  release(request: Request, nowMs: number): void {
    this.inFlight.remove(request);
    if (request.remaining) this.#speedLimit.spend(-byteLength(request.remaining), nowMs);
  }

  /** They are gone, and their connections with them. */
  releaseAll(nowMs: number): void {
    for (const request of this.inFlight.all) this.release(request, nowMs);
    this.connections.forgetTrial();
    for (const lane of this.#sources.lanes) lane.idle = 0;
  }

  dispatch(known: Known, nowMs: number, commands: FunnelCommand[]): void {
    // Before anything else: a film that is behind would leave no connection for it.
    if (known.resource) this.#probeMirrors(known.admission, known.resource, nowMs, commands);
    while (this.#speedLimit.readyAtMs <= nowMs) {
      const connections = this.connections.count(this.needs, nowMs);
      if (this.inFlight.size >= connections) break;
      const order = this.#nextOrder(known, connections, nowMs);
      if (!order) break;
      this.#carryOut(order, known, nowMs, commands);
    }
    this.#grow(known, nowMs, commands);
  }

  #nextOrder(known: Known, connections: number, nowMs: number): Order | null {
    const { lanes } = this.#sources;
    const isResourceKnown = known.resource !== null;
    const scene = { share: this.connections.share, isResourceKnown };
    const usable = usableLanes(lanes, scene, nowMs);
    const open = usable.filter(({ state }) => state === 'open');
    const speeds = open.map(({ connectionBytesPerSecond }) => connectionBytesPerSecond.value ?? 0);
    return nextOrder({
      order: this.#order,
      held: known.held,
      busy: this.#busy(nowMs),
      requests: this.inFlight.all,
      lanes: lanesWithRoom(usable, scene, nowMs),
      isAnyWell: isAnyWell(usable),
      isRushing: this.connections.isRushing,
      quickestBytesPerSecond: Math.max(0, ...speeds),
      isResourceKnown,
      connections,
      pieceBytesMax: this.#pieceBytesMax,
      nowMs,
    });
  }

  #carryOut(order: Order, { resource }: Known, nowMs: number, commands: FunnelCommand[]): void {
    const { lane } = order;
    const again = { fromOriginal: resource === null, failures: 0 };
    switch (order.type) {
      case 'piece': {
        const { piece, failures, fromOriginal } = this.setbacks.claim(order.piece);
        if (failures > 0) this.counts.retries += 1;
        this.#send(lane, piece, { failures, fromOriginal: fromOriginal || !resource }, nowMs, commands);
        return;
      }
      case 'split': {
        const { request, far } = order;
        this.#speedLimit.spend(far.start - request.piece!.endExclusive, nowMs);
        request.cutAt(far.start);
        this.counts.splits += 1;
        this.#send(lane, far, again, nowMs, commands);
        return;
      }
      case 'race': {
        const { request, range } = order;
        const rival = this.#send(lane, range, again, nowMs, commands);
        rival.rival = request;
        request.rival = rival;
        this.counts.races += 1;
      }
    }
  }

  #send(lane: Lane, asked: Asked, past: Past, nowMs: number, commands: FunnelCommand[]): Request {
    // Only the link's own name leads anew to where the file is now.
    const fromOriginal = past.fromOriginal && lane.source.isLink && !lane.isAbsolute;
    const request = new Request(this.#nextRequestId++, lane, asked, nowMs, { ...past, fromOriginal });
    this.inFlight.add(request);
    this.#speedLimit.spend('start' in asked ? byteLength(asked) : asked.suffixLength, nowMs);
    const url = lane.address(fromOriginal) ?? lane.source.url;
    commands.push({ type: 'fetch', requestId: request.id, url, credentials: lane.credentials, asked });
    return request;
  }

  #probeMirrors(admission: Admission, resource: Resource, nowMs: number, commands: FunnelCommand[]): void {
    if (this.needs.ranges.length === 0) return;
    for (const { lanes, probeAtMs } of this.#sources.unproven) {
      const lane = lanes[0]!;
      if (lane.active > 0 || probeAtMs > nowMs || this.#speedLimit.readyAtMs > nowMs) continue;
      // Where no host may be asked any more, this one may have the file.
      if (this.inFlight.size >= Math.max(1, this.connections.count(this.needs, nowMs))) return;
      // Where nobody can bring the rest any more, what there is must do.
      if (admission.missing(resource).length > 0 && this.#sources.isAnyOpen) continue;
      const asked = admission.asked(resource);
      this.#send(lane, asked, firstTry, nowMs, commands).probe = new Uint8Array(byteLength(asked));
    }
  }

  #grow({ held, bytesPerSecond }: Known, nowMs: number, commands: FunnelCommand[]): void {
    const isSaturated = () =>
      this.inFlight.size >= this.connections.count(this.needs, nowMs) &&
      this.#order.firstGap(held, this.#busy(nowMs), 1) !== null;
    const learned = this.connections.grow({ needs: this.needs, bytesPerSecond, isSaturated }, nowMs);
    if (learned === null) return;
    commands.push({ type: 'learned', host: this.#sources.link.givenHost, connections: learned });
  }

  get #pieceBytesMax(): number {
    return Math.min(this.#options.pieceSize, this.#speedLimit.pieceBytesMax);
  }

  /** Bytes that somebody is bringing, or that nobody may ask for yet. */
  #busy(nowMs: number): RangeSet {
    return this.inFlight.busyWith(this.setbacks.cooling(nowMs));
  }
}
