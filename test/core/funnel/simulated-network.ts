import type { ErrorCode } from '../../../src/core/errors';
import type { FunnelCommand, FunnelEvent } from '../../../src/core/funnel/messages';
import { serverOf } from './lane-name';
import { type NetworkConditions, usualConditions } from './network-conditions';
import { Pipe } from './pipe';
import { seededRandom } from './seeded-random';
import { type Fault, type FaultOf, type Serve, type ServedFile, simulatedVerdict } from './simulated-server';
import { type Socket, Sockets } from './sockets';
import type { VirtualTime } from './virtual-time';

export type FetchCommand = Extract<FunnelCommand, { type: 'fetch' }>;

interface Exchange {
  readonly command: FetchCommand;
  /** By whichever of its names. */
  readonly server: string;
  readonly served: ServedFile;
  socket: Socket | null;
  fault: Fault | null;
  /** Whether the server has heard of it. */
  arrived: boolean;
  isAnswered: boolean;
  /** Spoken to and not yet finished; a cancelled one may still be heard for a moment. */
  alive: boolean;
}

/**
 * The background, the browser's sockets and the server, in virtual time: does what the funnel commands and
 * lets it hear what would come of it.
 */
export class SimulatedNetwork {
  /** Bytes of bodies that were heard, needed or not. */
  heardBytes = 0;
  readonly #time: VirtualTime;
  readonly #serve: Serve;
  readonly #conditions: NetworkConditions;
  readonly #faultOf: FaultOf;
  readonly #exchanges = new Map<number, Exchange>();
  readonly #sockets: Sockets;
  /** Requests that wait for a socket of their lane. */
  readonly #waiting = new Set<Exchange>();
  readonly #ofServer = new Map<string, Pipe>();
  readonly #ofAll: Pipe;
  /** Told what happens to a request. */
  hear: (event: FunnelEvent) => void = () => {};

  /** @param seed of the rates that connections draw */
  constructor(
    time: VirtualTime,
    serve: Serve,
    conditions: Partial<NetworkConditions> = {},
    faultOf: FaultOf = () => null,
    seed = 0,
  ) {
    this.#time = time;
    this.#serve = serve;
    this.#conditions = { ...usualConditions, ...conditions };
    this.#faultOf = faultOf;
    this.#sockets = new Sockets(this.#conditions, seededRandom(seed));
    this.#ofAll = new Pipe(this.#conditions.ipBytesPerSecond);
  }

  get requestsInFlight(): number {
    return this.#exchanges.size;
  }

  fetch(command: FetchCommand): void {
    const server = serverOf(command.url);
    const served = this.#serve(command.url);
    const exchange: Exchange = {
      command,
      server,
      served,
      socket: null,
      fault: null,
      arrived: false,
      isAnswered: false,
      alive: true,
    };
    this.#exchanges.set(command.requestId, exchange);
    this.#waiting.add(exchange);
    this.#letGo();
  }

  cancel(requestId: number): void {
    const exchange = this.#exchanges.get(requestId);
    if (!exchange) return;
    this.#exchanges.delete(requestId);
    this.#waiting.delete(exchange);
    if (exchange.socket) this.#sockets.close(exchange.socket);
    this.#letGo();
    // What is on its way through the message port is heard all the same.
    this.#time.after(this.#conditions.overheadMs, () => {
      exchange.alive = false;
    });
  }

  /** The server, or the way to it, goes away with every connection. */
  cut(): void {
    for (const exchange of [...this.#exchanges.values()].filter(({ socket }) => socket)) {
      this.#break(exchange, exchange.isAnswered ? 'network/reset' : 'network/unreachable');
    }
  }

  /** The background goes away with everything in flight. */
  drop(): void {
    for (const exchange of this.#exchanges.values()) exchange.alive = false;
    this.#exchanges.clear();
    this.#waiting.clear();
    this.#sockets.closeAll();
  }

  /** Sends off the requests that have waited for a socket, as far as there are any. */
  #letGo(): void {
    const { overheadMs, roundTripMs } = this.#conditions;
    for (const exchange of this.#waiting) {
      exchange.socket = this.#sockets.take(exchange.command, this.#time.nowMs);
      if (!exchange.socket) continue;
      this.#waiting.delete(exchange);
      const leavesAtMs = Math.max(this.#time.nowMs, exchange.socket.readyAtMs) + overheadMs;
      this.#time.at(leavesAtMs + roundTripMs / 2, () => this.#arrive(exchange));
    }
  }

  #arrive(exchange: Exchange): void {
    if (!this.#isUnderWay(exchange)) return;
    const { connectionsMax, beyondMax, roundTripMs } = this.#conditions;
    if (this.#answeredBy(exchange.server) >= connectionsMax) {
      exchange.fault =
        beyondMax === 'unreachable' ? { kind: 'unreachable' } : { kind: 'status', status: 503 };
    } else {
      exchange.arrived = true;
      exchange.fault = this.#faultOf(exchange.command, this.#time.nowMs);
    }
    this.#time.after(roundTripMs / 2, () => this.#answer(exchange));
  }

  #answeredBy(server: string): number {
    const all = [...this.#exchanges.values()];
    return all.filter((exchange) => exchange.arrived && exchange.server === server).length;
  }

  #answer(exchange: Exchange): void {
    if (!this.#isUnderWay(exchange)) return;
    const { command, served, fault } = exchange;
    const { requestId } = command;
    if (fault?.kind === 'silent') return;
    if (fault?.kind === 'unreachable' || fault?.kind === 'offline') {
      this.#break(exchange, `network/${fault.kind}`);
      return;
    }
    const verdict = simulatedVerdict(command, served, fault, this.#time.nowMs);
    if (!verdict.ok) {
      this.#end(exchange, { type: 'failed', requestId, error: verdict.error }, true);
      return;
    }
    const { start, endExclusive } = verdict.answer.range;
    exchange.isAnswered = true;
    this.#say(exchange, { type: 'answered', requestId, answer: verdict.answer });
    const stop = fault && 'afterBytes' in fault ? start + fault.afterBytes : Infinity;
    const surplus = fault?.kind === 'surplus' ? 1 : 0;
    this.#stream(exchange, start, start, Math.min(endExclusive + surplus, stop, served.bytes.length));
  }

  #stream(exchange: Exchange, start: number, position: number, end: number): void {
    if (!this.#isUnderWay(exchange)) return;
    const { fault, served } = exchange;
    const { requestId } = exchange.command;
    if (position >= end) {
      if (fault?.kind === 'hang') return;
      if (fault?.kind === 'reset') this.#break(exchange, 'network/reset');
      else {
        const { protocol } = this.#conditions;
        this.#end(exchange, { type: 'ended', requestId, protocol }, fault?.kind !== 'truncate');
      }
      return;
    }
    // What has come is handed on at least once a second, however slowly it comes.
    const most = Math.min(
      this.#conditions.chunkBytes,
      fault?.kind === 'slow' ? fault.bytesPerSecond : Infinity,
    );
    const next = Math.min(position + most, end);
    this.#time.at(this.#comesAtMs(exchange, position - start, next - start), () => {
      if (!this.#isUnderWay(exchange)) return;
      // A copy, as a transferred chunk is one.
      this.#say(exchange, { type: 'bytes', requestId, bytes: served.bytes.slice(position, next) });
      this.#stream(exchange, start, next, end);
    });
  }

  /** When bytes of a body that set out now have come, be it the connection or a shared rate that holds them back. */
  #comesAtMs({ server, fault, socket }: Exchange, from: number, to: number): number {
    const { nowMs } = this.#time;
    const { burstBytes, burstBytesPerSecond } = this.#conditions;
    const shaped = Math.max(0, to - Math.max(from, burstBytes));
    const rate = fault?.kind === 'slow' ? fault.bytesPerSecond : socket!.bytesPerSecond;
    const ownMs = (shaped / rate + (to - from - shaped) / Math.max(rate, burstBytesPerSecond)) * 1000;
    const sharedAtMs = [this.#pipeTo(server), this.#ofAll].map((pipe) => pipe.pass(to - from, nowMs));
    return Math.max(nowMs + ownMs, ...sharedAtMs);
  }

  #pipeTo(server: string): Pipe {
    const pipe = this.#ofServer.get(server) ?? new Pipe(this.#conditions.hostBytesPerSecond);
    this.#ofServer.set(server, pipe);
    return pipe;
  }

  #isUnderWay({ command }: Exchange): boolean {
    return this.#exchanges.has(command.requestId);
  }

  #break(exchange: Exchange, code: ErrorCode): void {
    const { requestId } = exchange.command;
    this.#end(exchange, { type: 'failed', requestId, error: { code, detail: 'simulated' } }, false);
  }

  #end(exchange: Exchange, event: FunnelEvent, isSocketKept: boolean): void {
    this.#say(exchange, event);
    this.#exchanges.delete(exchange.command.requestId);
    if (isSocketKept) this.#sockets.keep(exchange.socket!);
    else this.#sockets.close(exchange.socket!);
    this.#letGo();
  }

  #say(exchange: Exchange, event: FunnelEvent): void {
    this.#time.after(this.#conditions.overheadMs, () => {
      if (!exchange.alive) return;
      if (event.type === 'bytes') this.heardBytes += event.bytes.length;
      this.hear(event);
    });
  }
}
