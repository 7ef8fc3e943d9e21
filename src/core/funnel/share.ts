/** A player in some tab, as it tells the others. */
export interface PlayerState {
  /** Unique among the players. */
  readonly id: string;
  /** Names of the hosts it fetches from; the absolute form of a name (trailing dot) counts as the name. */
  readonly hosts: readonly string[];
  readonly isVisible: boolean;
  readonly isPlaying: boolean;
  /** Whether it has requests under way, or would have. */
  readonly isFetching: boolean;
}

/** What somebody is watching counts as much as this many films that nobody looks at. */
const watchedWeight = 4;

/**
 * How much of what a host gives a player may take, in (0, 1]: 1 where no other fetches from one of its hosts. The shares
 * of the players that fetch from one and the same host sum to 1.
 * @param players all that are known; `me` may be among them
 */
export function shareOf(me: PlayerState, players: Iterable<PlayerState>): number {
  const hosts = new Set(me.hosts.map(canonicalHost));
  let weights = weightOf(me);
  for (const player of players) {
    const isRival = player.id !== me.id && player.isFetching;
    if (isRival && player.hosts.some((host) => hosts.has(canonicalHost(host)))) weights += weightOf(player);
  }
  return weightOf(me) / weights;
}

const weightOf = ({ isVisible, isPlaying }: PlayerState): number =>
  isVisible && isPlaying ? watchedWeight : 1;

const canonicalHost = (host: string): string => host.toLowerCase().replace(/\.$/, '');
