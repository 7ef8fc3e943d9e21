import type { IdealLink } from './limit';
import { type NetworkConditions, usualConditions } from './network-conditions';
import { seededRandom } from './seeded-random';
import type { Storm } from './trouble';

const host = 'cdn.example';
const lanes = [host, `${host}.`].flatMap((name) =>
  (['include', 'omit'] as const).map((credentials) => ({ url: `https://${name}/film.mp4`, credentials })),
);

/**
 * What the connections of a network can carry together: the fastest `connections` of all that its lanes allow, each at
 * the rate that it draws.
 * @param seed of the simulated network
 */
export function idealLink(
  network: Partial<NetworkConditions>,
  connections: number,
  seed: number,
  storms: readonly Storm[] = [],
): IdealLink {
  const conditions = { ...usualConditions, ...network };
  const { bytesPerSecond, laneFactor, hostBytesPerSecond, ipBytesPerSecond, connectionsMax } = conditions;
  const perLane = conditions.protocol === 'h2' ? connections : conditions.socketsPerLane;
  const laneFactors = lanes
    .flatMap((lane) => Array.from({ length: perLane }, () => laneFactor(lane)))
    .toSorted((a, b) => b - a);
  const count = Math.min(connections, connectionsMax, laneFactors.length);
  const random = seededRandom(seed);
  const factors = laneFactors.slice(0, count).map((factor) => factor * conditions.drawFactor(random));
  const own = factors.reduce((sum, factor) => sum + factor * bytesPerSecond, 0);
  const shared = Math.min(hostBytesPerSecond, ipBytesPerSecond);
  return {
    bytesPerSecond: Math.min(own, shared),
    burstBytes: count * conditions.burstBytes,
    burstBytesPerSecond: Math.min(count * Math.max(conditions.burstBytesPerSecond, bytesPerSecond), shared),
    roundTripMs: conditions.roundTripMs,
    handshakeRoundTrips: conditions.handshakeRoundTrips,
    storms,
  };
}
