import { laneName } from './lane-name';
import type { NetworkConditions } from './network-conditions';
import type { FetchCommand } from './simulated-network';

/** A connection between browser and server. */
export interface Socket {
  readonly lane: string;
  readonly bytesPerSecond: number;
  /** What chance made of its rate. */
  readonly factor: number;
  /** When its handshake is over. */
  readonly readyAtMs: number;
}

/** The browser's sockets: kept for the next request of the same lane, opened where none is free, a few to a lane. */
export class Sockets {
  readonly #conditions: NetworkConditions;
  readonly #random: () => number;
  /** The one used last is used first, as browsers do. */
  readonly #idle = new Map<string, Socket[]>();
  readonly #open = new Map<string, number>();
  readonly #shared = new Map<string, Socket>();
  /** Of closed connections, for the next ones. */
  readonly #factors: number[] = [];

  constructor(conditions: NetworkConditions, random: () => number) {
    this.#conditions = conditions;
    this.#random = random;
  }

  /** Null where the lane has no socket to spare. */
  take(command: FetchCommand, nowMs: number): Socket | null {
    const lane = laneName(command);
    const { protocol, socketsPerLane } = this.#conditions;
    const kept = protocol === 'h2' ? this.#shared.get(lane) : this.#idle.get(lane)?.pop();
    if (kept) return kept;
    const open = this.#open.get(lane) ?? 0;
    if (open >= socketsPerLane) return null;
    this.#open.set(lane, open + 1);
    const socket = this.#connect(command, nowMs);
    if (protocol === 'h2') this.#shared.set(lane, socket);
    return socket;
  }

  /** Its request is over, and all that was asked has come. */
  keep(socket: Socket): void {
    if (this.#conditions.protocol === 'h2') return;
    const idle = this.#idle.get(socket.lane);
    if (idle) idle.push(socket);
    else this.#idle.set(socket.lane, [socket]);
  }

  /** Its request was broken off: nothing tells where the rest of an HTTP/1.1 answer ends but its coming. */
  close(socket: Socket): void {
    if (this.#conditions.protocol === 'h2') return;
    this.#open.set(socket.lane, this.#open.get(socket.lane)! - 1);
    if (!this.#conditions.drawsAnew) this.#factors.push(socket.factor);
  }

  closeAll(): void {
    this.#idle.clear();
    this.#open.clear();
    this.#shared.clear();
  }

  #connect(command: FetchCommand, nowMs: number): Socket {
    const { bytesPerSecond, drawFactor, laneFactor, handshakeRoundTrips, roundTripMs } = this.#conditions;
    const factor = this.#factors.shift() ?? drawFactor(this.#random);
    return {
      lane: laneName(command),
      bytesPerSecond: bytesPerSecond * laneFactor(command) * factor,
      factor,
      readyAtMs: nowMs + handshakeRoundTrips * roundTripMs,
    };
  }
}
