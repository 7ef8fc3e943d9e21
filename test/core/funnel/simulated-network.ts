import type { ErrorCode } from '../../../src/core/errors';
import type { LaneKind } from '../../../src/core/funnel/lane';
import type { FunnelCommand, FunnelEvent } from '../../../src/core/funnel/messages';
import { type Fault, simulatedVerdict } from './simulated-server';
import type { VirtualTime } from './virtual-time';

export interface NetworkConditions {
  /** Of one connection. */
  readonly bytesPerSecond: number;
  /** Sent at full speed at the start of each answer, before the rate is held to: nginx's `limit_rate` does so. */
  readonly burstBytes: number;
  readonly burstBytesPerSecond: number;
  readonly roundTripMs: number;
  /** Before the first request on a new connection: TCP and TLS take two or three. */
  readonly handshakeRoundTrips: number;
  /** Between the funnel's command and the request leaving, and between a chunk's coming and its being heard. */
  readonly overheadMs: number;
  readonly chunkBytes: number;
  /** Connections beyond these are refused. */
  readonly connectionsMax: number;
}

export const usualConditions: NetworkConditions = {
  bytesPerSecond: 100_000,
  burstBytes: 0,
  burstBytesPerSecond: 10_000_000,
  roundTripMs: 50,
  handshakeRoundTrips: 2,
  overheadMs: 2,
  chunkBytes: 8_192,
  connectionsMax: Infinity,
};

export type FetchCommand = Extract<FunnelCommand, { type: 'fetch' }>;

interface Exchange {
  readonly command: FetchCommand;
  readonly fault: Fault | null;
  /** Spoken to and not yet finished; a cancelled one may still be heard for a moment. */
  alive: boolean;
}

/**
 * The background, the browser's sockets and the server, in virtual time: does what the funnel commands and
 * lets it hear what would come of it.
 */
export class SimulatedNetwork {
  readonly #time: VirtualTime;
  readonly #file: Uint8Array;
  readonly #conditions: NetworkConditions;
  readonly #faultOf: (command: FetchCommand) => Fault | null;
  readonly #exchanges = new Map<number, Exchange>();
  readonly #idleSockets: Record<LaneKind, number> = { cookies: 0, plain: 0 };
  /** Told what happens to a request. */
  hear: (event: FunnelEvent) => void = () => {};

  constructor(
    time: VirtualTime,
    file: Uint8Array,
    conditions: Partial<NetworkConditions> = {},
    faultOf: (command: FetchCommand) => Fault | null = () => null,
  ) {
    this.#time = time;
    this.#file = file;
    this.#conditions = { ...usualConditions, ...conditions };
    this.#faultOf = faultOf;
  }

  get requestsInFlight(): number {
    return this.#exchanges.size;
  }

  fetch(command: FetchCommand): void {
    const { roundTripMs, handshakeRoundTrips, overheadMs, connectionsMax } = this.#conditions;
    const { lane } = command;
    const refused = this.#exchanges.size >= connectionsMax;
    const exchange = {
      command,
      fault: refused ? ({ kind: 'unreachable' } as const) : this.#faultOf(command),
      alive: true,
    };
    this.#exchanges.set(command.requestId, exchange);
    const reused = this.#idleSockets[lane] > 0;
    if (reused) this.#idleSockets[lane] -= 1;
    const roundTrips = 1 + (reused ? 0 : handshakeRoundTrips);
    this.#time.after(overheadMs + roundTrips * roundTripMs, () => this.#answer(exchange));
  }

  cancel(requestId: number): void {
    const exchange = this.#exchanges.get(requestId);
    this.#exchanges.delete(requestId);
    // What is on its way through the message port is heard all the same.
    this.#time.after(this.#conditions.overheadMs, () => {
      if (exchange) exchange.alive = false;
    });
  }

  /** The background goes away with everything in flight. */
  drop(): void {
    for (const exchange of this.#exchanges.values()) exchange.alive = false;
    this.#exchanges.clear();
    this.#idleSockets.cookies = 0;
    this.#idleSockets.plain = 0;
  }

  #answer(exchange: Exchange): void {
    const { command, fault } = exchange;
    const { requestId, asked } = command;
    if (fault?.kind === 'silent') return;
    if (fault?.kind === 'unreachable') {
      this.#break(exchange, 'network/unreachable');
      return;
    }
    const verdict = simulatedVerdict(asked, this.#file.length, fault, this.#time.nowMs);
    if (!verdict.ok) {
      this.#end(exchange, { type: 'failed', requestId, error: verdict.error });
      return;
    }
    const { range } = verdict.answer;
    this.#say(exchange, { type: 'answered', requestId, answer: verdict.answer });
    const surplus = fault?.kind === 'surplus' ? 1 : 0;
    this.#stream(exchange, this.#file.subarray(range.start, range.endExclusive + surplus), 0);
  }

  #stream(exchange: Exchange, body: Uint8Array, position: number): void {
    if (!this.#exchanges.has(exchange.command.requestId)) return;
    const { requestId } = exchange.command;
    const { fault } = exchange;
    const stop = fault && 'afterBytes' in fault ? Math.min(fault.afterBytes, body.length) : body.length;
    if (position >= stop) {
      if (fault?.kind === 'hang') return;
      if (fault?.kind === 'reset') {
        this.#break(exchange, 'network/reset');
        return;
      }
      this.#idleSockets[exchange.command.lane] += 1;
      this.#end(exchange, { type: 'ended', requestId });
      return;
    }
    const { burstBytes, burstBytesPerSecond, chunkBytes } = this.#conditions;
    const next = Math.min(position + chunkBytes, stop);
    const shaped = Math.max(0, next - Math.max(position, burstBytes));
    const rate = fault?.kind === 'slow' ? fault.bytesPerSecond : this.#conditions.bytesPerSecond;
    const unshaped = next - position - shaped;
    this.#time.after((shaped / rate + unshaped / burstBytesPerSecond) * 1000, () => {
      // A copy, as a transferred chunk is one.
      this.#say(exchange, { type: 'bytes', requestId, bytes: body.slice(position, next) });
      this.#stream(exchange, body, next);
    });
  }

  #break(exchange: Exchange, code: ErrorCode): void {
    const { requestId } = exchange.command;
    this.#end(exchange, { type: 'failed', requestId, error: { code, detail: 'simulated' } });
  }

  #end(exchange: Exchange, event: FunnelEvent): void {
    this.#say(exchange, event);
    this.#exchanges.delete(exchange.command.requestId);
  }

  #say(exchange: Exchange, event: FunnelEvent): void {
    if (exchange.alive)
      this.#time.after(this.#conditions.overheadMs, () => exchange.alive && this.hear(event));
  }
}
