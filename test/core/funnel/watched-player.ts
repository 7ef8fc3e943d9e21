import type { FunnelCommand, FunnelEvent } from '../../../src/core/funnel/messages';
import type { Onlooker } from './funnel-run';
import { simulatedFilm } from './simulated-film';
import type { FetchCommand } from './simulated-network';
import { SimulatedPlayer, type Viewing } from './simulated-player';

/** A film of ten minutes that plays so many bytes a second. */
export const filmOf = (bytesPerSecond: number) =>
  simulatedFilm({
    seconds: 600,
    videoBytesPerSecond: bytesPerSecond * 0.9,
    audioBytesPerSecond: bytesPerSecond * 0.1,
    interleaveSeconds: 0.5,
    gopSeconds: 4,
  });

/** Somebody plays a film over a simulated network; kept is what a server would see of it, and what is learned. */
export class WatchedPlayer implements Onlooker {
  readonly player: SimulatedPlayer;
  /** Since the last `pass`. */
  fetches: FetchCommand[] = [];
  /** Requests under way at once since then, at the most. */
  mostUnderWay = 0;
  readonly learned: number[] = [];
  readonly #underWay = new Set<number>();

  constructor(viewing: Viewing) {
    // Minutes of film: chunks twice as large as usual are half the work.
    this.player = new SimulatedPlayer({ ...viewing, network: { chunkBytes: 16_384, ...viewing.network } });
    // It has spoken before anybody could listen.
    for (const { requests } of this.player.funnel.status(0).lanes) {
      for (const { id } of requests) this.#underWay.add(id);
    }
    this.player.run.onlookers.push(this);
  }

  /** Of the film, since opening. */
  get storedBytes(): number {
    return this.player.funnel.status(this.player.time.nowMs).storedBytes;
  }

  handled(event: FunnelEvent, commands: readonly FunnelCommand[]): void {
    if (event.type === 'ended' || event.type === 'failed') this.#underWay.delete(event.requestId);
    for (const command of commands) {
      if (command.type === 'learned') this.learned.push(command.connections);
      if (command.type === 'cancel') this.#underWay.delete(command.requestId);
      if (command.type !== 'fetch') continue;
      this.fetches.push(command);
      this.#underWay.add(command.requestId);
    }
    this.mostUnderWay = Math.max(this.mostUnderWay, this.#underWay.size);
  }

  /** Lets time pass, and keeps what is seen in it. */
  pass(ms: number): this {
    this.fetches = [];
    this.mostUnderWay = 0;
    const { time } = this.player;
    time.run(time.nowMs + ms);
    return this;
  }
}
