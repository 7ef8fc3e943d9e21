import type { Objection } from './connection-limit';
import { Growth } from './growth';
import type { Needs } from './messages';
import { type FunnelOptions, tuning } from './options';
import { sourceRoom } from './room';
import type { Source } from './source';
import type { Sources } from './sources';

export interface ConnectionsScene {
  readonly needs: Needs;
  readonly bytesPerSecond: number;
  /** Whether more could be asked for than connections are there to ask. */
  readonly isSaturated: () => boolean;
}

/** How many requests may run at once: as many as the film needs, the hosts stand, and the viewer allows. */
export class Connections {
  /** How much of what a host gives is this player's, in (0, 1]: the rest is for other tabs. */
  share = 1;
  readonly #sources: Sources;
  readonly #growth = new Growth();
  #wanted: FunnelOptions['connections'] = 'auto';

  constructor(sources: Sources, options: Pick<FunnelOptions, 'connections'>) {
    this.#sources = sources;
    this.configure(options);
  }

  configure({ connections }: Pick<FunnelOptions, 'connections'>): void {
    if (connections === this.#wanted) return;
    this.#wanted = connections;
    const each = connections === 'auto' ? tuning.startConnections : connections;
    for (const { limit } of this.#sources.all) limit.set(each);
  }

  /** What was of use the last time: a good start, unless this time something is known already. */
  recall(host: string, connections: number): void {
    const { link } = this.#sources;
    if (this.#wanted !== 'auto' || host !== link.host || !link.limit.isAtMax) return;
    link.limit.set(Math.max(tuning.recalledMin, Math.min(connections, tuning.connectionsMax)));
  }

  count({ secondsFed, bytesPerSecond }: Needs, nowMs: number): number {
    const all = this.#sources.all.filter(({ state }) => state === 'open');
    const allowed = all.reduce((sum, { limit }) => sum + limit.value(nowMs), 0);
    const most = this.#wanted === 'auto' ? tuning.connectionsMax : this.#wanted;
    const mine = Math.floor(Math.min(allowed, most) * this.share);
    if (this.#wanted !== 'auto' || bytesPerSecond === null || secondsFed < tuning.comfortSeconds) {
      return allowed === 0 ? 0 : Math.max(1, mine);
    }
    const enough = Math.ceil((tuning.headroom * bytesPerSecond) / this.#connectionBytesPerSecond());
    return Math.max(1, Math.min(mine, enough));
  }

  lower(source: Source, objection: Objection, nowMs: number): void {
    source.limit.lower(objection, nowMs);
    if (source.isLink) this.#growth.objected(nowMs);
  }

  /** Tries more connections to the link's host where the film is in want of them. @returns what was found to be of use */
  grow({ needs, bytesPerSecond, isSaturated }: ConnectionsScene, nowMs: number): number | null {
    const { limit } = this.#sources.link;
    if (this.#wanted !== 'auto' || !limit.isAtMax) return null;
    const { secondsFed, bytesPerSecond: filmBytesPerSecond } = needs;
    const isBehind =
      filmBytesPerSecond !== null &&
      secondsFed < tuning.growthBelowSeconds &&
      bytesPerSecond < tuning.growthBelowRate * filmBytesPerSecond;
    const connections = limit.value(nowMs);
    const connectionsMax = Math.min(tuning.connectionsMax, sourceRoom(this.#sources.link));
    const scene = { connections, connectionsMax, isWanting: isBehind && isSaturated(), bytesPerSecond };
    const step = this.#growth.step(scene, nowMs);
    if (!step) return null;
    limit.set(step.connections);
    return step.isLearned ? step.connections : null;
  }

  #connectionBytesPerSecond(): number {
    const speeds = this.#sources.lanes.flatMap(
      ({ connectionBytesPerSecond }) => connectionBytesPerSecond.value ?? [],
    );
    return speeds.length === 0 ? 0 : speeds.reduce((sum, speed) => sum + speed, 0) / speeds.length;
  }
}
