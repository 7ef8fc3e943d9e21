import type { ByteRange } from '../bytes/range';
import { hostOf } from './host-name';
import type { Credentials, Lane } from './lane';
import type { Request } from './request';

/** A picture of the funnel at one moment, for people: nothing in it steers anything. */
export interface FunnelStatus {
  /** Null until the first answer. */
  readonly byteLength: number | null;
  readonly inHand: readonly ByteRange[];
  /** Bytes per second over the last few seconds, all connections together. */
  readonly bytesPerSecond: number;
  readonly lanes: readonly LaneStatus[];
  /** Requests that may run at once, all lanes together. */
  readonly connections: number;
  /** Since opening: slow pieces that were split, hung ones that were raced, failed ones that were asked for again. */
  readonly splits: number;
  readonly races: number;
  readonly retries: number;
  /** Distinct bytes stored and bytes received, since opening. */
  readonly storedBytes: number;
  readonly receivedBytes: number;
}

export interface LaneStatus {
  /** Its own for as long as the funnel lives. */
  readonly id: number;
  /** The host as it is connected to: the absolute name, `cdn.example.com.`, is a host of its own to browsers. */
  readonly host: string;
  /** `include` sends the viewer's cookies, `omit` does not. */
  readonly credentials: Credentials;
  /** ALPN id of what carries it, such as `h2`; null while not known. */
  readonly protocol: string | null;
  readonly state: 'unproven' | 'open' | 'refused';
  /** Why it is refused, in developers' words. */
  readonly reason: string;
  /** One entry for each request under way. */
  readonly requests: readonly RequestStatus[];
  readonly connectionsMax: number;
}

export interface RequestStatus {
  readonly id: number;
  /** Null while the server has yet to say where a suffix range starts. */
  readonly range: ByteRange | null;
  readonly receivedBytes: number;
  readonly bytesPerSecond: number;
}

/** Of those that were used. Lanes only ever join at the end: a lane's place among all is its own for good. */
export const laneStatuses = (
  lanes: readonly Lane[],
  requests: readonly Request[],
  nowMs: number,
): LaneStatus[] =>
  [...lanes.entries()]
    .filter(([, { wasUsed }]) => wasUsed)
    .map(([id, lane]) => laneStatus(id, lane, requests, nowMs));

const laneStatus = (id: number, lane: Lane, requests: readonly Request[], nowMs: number): LaneStatus => ({
  id,
  host: hostOf(lane.address(false) ?? lane.source.url),
  credentials: lane.credentials,
  protocol: lane.protocol,
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
});
