import type { Lane } from './lane';
import type { Source } from './source';

/** What decides how many requests a lane may carry. */
export interface RoomScene {
  /** How much of what a host gives is this player's, in (0, 1]. */
  readonly share: number;
  /** Whether an answer has said what the file is. */
  readonly isResourceKnown: boolean;
}

/** How many requests a lane may carry at once. */
export function laneRoom(lane: Lane, { share, isResourceKnown }: RoomScene): number {
  if (lane.state === 'refused' || lane.source.state !== 'open' || lane.address(false) === null) return 0;
  // Another name of a host that multiplexes leads to the same connection.
  if (lane.isAbsolute && lane.source.lanes.some(({ isMultiplexed }) => isMultiplexed)) return 0;
  const most = Math.max(1, Math.floor(lane.connectionsMax * share));
  if (lane.state === 'open') return most;
  // At the start nothing is known, and waiting for a proof would cost a round trip.
  if (!isResourceKnown) return most;
  return 1;
}

/** How many requests all lanes to a host could carry, were they believed. */
export function sourceRoom(source: Source): number {
  return source.lanes.reduce((sum, lane) => {
    const room = laneRoom(lane, { share: 1, isResourceKnown: true });
    return sum + (room === 0 ? 0 : lane.connectionsMax);
  }, 0);
}

/** Lanes that may carry requests now, though each may carry all it can: a source that rests only where no other is open. */
export function usableLanes(lanes: readonly Lane[], scene: RoomScene, nowMs: number): Lane[] {
  const usable = lanes.filter((lane) => laneRoom(lane, scene) > 0 && lane.source.limit.value(nowMs) > 0);
  const rested = usable.filter(({ source }) => source.restUntilMs <= nowMs);
  return rested.some(({ state }) => state === 'open') ? rested : usable;
}

/** Whether a source that has shown what it has does not fail. */
export const isAnyWell = (lanes: readonly Lane[]): boolean =>
  lanes.some(({ source, state }) => state === 'open' && !source.isAiling);

/**
 * Of usable lanes those that have room for one more request, the quickest first; what was not measured yet counts as
 * quick. A source that failed is asked last, by one request at a time.
 */
export function lanesWithRoom(lanes: readonly Lane[], scene: RoomScene, nowMs: number): Lane[] {
  const quickness = ({ connectionBytesPerSecond }: Lane) => connectionBytesPerSecond.value ?? Infinity;
  const areAnyWell = isAnyWell(lanes);
  const pools = new Map<string, number>();
  for (const lane of lanes) pools.set(lane.pool, (pools.get(lane.pool) ?? 0) + lane.active);
  // Two sources may lie on one host: then they share its connections.
  const hasRoom = (lane: Lane) =>
    pools.get(lane.pool)! < laneRoom(lane, scene) && lane.source.active < sourceMost(lane.source);
  const sourceMost = (source: Source) => (source.isAiling && areAnyWell ? 1 : source.limit.value(nowMs));
  const rank = ({ state, isAbsolute, source }: Lane) =>
    (state === 'open' ? 0 : 1) + (isAbsolute ? 2 : 0) + (source.isAiling ? 4 : 0);
  return lanes.filter(hasRoom).sort((a, b) => rank(a) - rank(b) || quickness(b) - quickness(a) || 0);
}
