import type { FetchCommand } from './simulated-network';

export interface NetworkConditions {
  /** Of one connection; where `protocol` is `h2`, of one request. */
  readonly bytesPerSecond: number;
  /** What a connection's rate is multiplied by: drawn by chance. */
  readonly drawFactor: (random: () => number) => number;
  /**
   * Whether each new connection draws. Where not, it takes over the factor of one that was closed, so that breaking
   * slow requests off until a fast connection comes gains nothing.
   */
  readonly drawsAnew: boolean;
  /** What the rate of every connection of a lane is multiplied by. */
  readonly laneFactor: (lane: Pick<FetchCommand, 'url' | 'credentials'>) => number;
  /** What all connections to one server share, and what all connections share. */
  readonly hostBytesPerSecond: number;
  readonly ipBytesPerSecond: number;
  /** Sent at full speed at the start of each answer, before the rate is held to: nginx's `limit_rate_after`. */
  readonly burstBytes: number;
  readonly burstBytesPerSecond: number;
  readonly roundTripMs: number;
  /** Before the first request on a new connection: TCP and TLS take two or three. */
  readonly handshakeRoundTrips: number;
  /** Between the funnel's command and the request leaving, and between a chunk's coming and its being heard. */
  readonly overheadMs: number;
  readonly chunkBytes: number;
  /** A server answers at most so many requests at once; those beyond are refused in the way of `beyondMax`. */
  readonly connectionsMax: number;
  readonly beyondMax: 'unreachable' | 'status 503';
  /** The browser opens so many connections for one host and credentials mode, and lets other requests wait. */
  readonly socketsPerLane: number;
  /** ALPN id. With `h2` all requests of a lane share one connection. */
  readonly protocol: 'http/1.1' | 'h2';
}

export const usualConditions: NetworkConditions = {
  bytesPerSecond: 100_000,
  drawFactor: () => 1,
  drawsAnew: false,
  laneFactor: () => 1,
  hostBytesPerSecond: Infinity,
  ipBytesPerSecond: Infinity,
  burstBytes: 0,
  burstBytesPerSecond: 10_000_000,
  roundTripMs: 50,
  handshakeRoundTrips: 2,
  overheadMs: 2,
  chunkBytes: 8_192,
  connectionsMax: Infinity,
  beyondMax: 'unreachable',
  socketsPerLane: 6,
  protocol: 'http/1.1',
};
