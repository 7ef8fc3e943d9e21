import type { Objection } from './connection-limit';
import { Growth } from './growth';
import type { Needs } from './messages';
import { type FunnelOptions, tuning } from './options';
import { sourceRoom } from './room';
import { Rush } from './rush';
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
  #growth = new Growth();
  #rush = new Rush();
  /** Whether there was a first picture: at a start nothing is known that a rush could be judged by. */
  #hasBegun = false;
  #wanted: FunnelOptions['connections'] = 'auto';

  constructor(sources: Sources, options: Pick<FunnelOptions, 'connections'>) {
    this.#sources = sources;
    this.configure(options);
  }

  configure({ connections }: Pick<FunnelOptions, 'connections'>): void {
    if (connections === this.#wanted) return;
    this.#wanted = connections;
    this.forgetTrial();
    this.#rush = new Rush();
    const each = connections === 'auto' ? tuning.startConnections : connections;
    for (const { limit } of this.#sources.all) limit.set(each);
  }

  /** What was of use the last time: a good start, unless this time something is known already. */
  recall(host: string, connections: number): void {
    const { link } = this.#sources;
    if (this.#wanted !== 'auto' || host !== link.givenHost || !link.limit.isAtMax) return;
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
    if (this.#wanted !== 'auto' || !limit.isAtMax || this.#rush.isOn) return null;
    const { secondsFed, bytesPerSecond: filmBytesPerSecond } = needs;
    const isBehind =
      filmBytesPerSecond !== null &&
      secondsFed < tuning.growthBelowSeconds &&
      bytesPerSecond < tuning.growthBelowRate * filmBytesPerSecond;
    const connections = limit.value(nowMs);
    const connectionsMax = this.#linkConnectionsMax;
    const scene = { connections, connectionsMax, isWanting: isBehind && isSaturated(), bytesPerSecond };
    const step = this.#growth.step(scene, nowMs);
    if (!step) return null;
    if (step.connections < connections) this.#rush.forgo();
    limit.set(step.connections);
    return step.isLearned ? step.connections : null;
  }

  /**
   * More connections to the link's host for as long as somebody waits for what takes long.
   * @param waitingBytes that are waited for right now and not in hand
   */
  rush({ secondsFed }: Needs, waitingBytes: number, nowMs: number): void {
    const { link } = this.#sources;
    this.#hasBegun ||= secondsFed > 0;
    const mayBegin =
      this.#wanted === 'auto' && this.#hasBegun && link.limit.isAtMax && !this.#growth.isTrying;
    if (!mayBegin && !this.#rush.isOn) return;
    const connections = this.#rush.step({
      waitingBytes,
      connections: link.limit.value(nowMs),
      connectionsMax: this.#linkConnectionsMax,
      bytesPerSecond: this.#connectionBytesPerSecond(),
      roundTripMs: link.roundTripMs ?? 0,
    });
    if (connections === null) return;
    if (this.#rush.isOn) link.limit.set(connections);
    else link.limit.settle(connections);
  }

  /** A host objects, perhaps only to what was more than usual: then that is over. @returns whether it was */
  endRush(source: Source, nowMs: number): boolean {
    const stood = source.isLink ? this.#rush.objected(nowMs) : null;
    if (stood !== null) source.limit.settle(stood);
    return stood !== null;
  }

  get isRushing(): boolean {
    return this.#rush.isOn;
  }

  get #linkConnectionsMax(): number {
    return Math.min(tuning.connectionsMax, sourceRoom(this.#sources.link));
  }

  /** What was measured since a trial of more connections began tells nothing of them. */
  forgetTrial(): void {
    this.#growth = new Growth();
  }

  #connectionBytesPerSecond(): number {
    const open = this.#sources.lanes.filter(({ state }) => state === 'open');
    const speeds = open.flatMap(({ connectionBytesPerSecond }) => connectionBytesPerSecond.value ?? []);
    return speeds.length === 0 ? 0 : speeds.reduce((sum, speed) => sum + speed, 0) / speeds.length;
  }
}
