import { byteRange } from '../../../src/core/bytes/range';
import { Funnel } from '../../../src/core/funnel/funnel';
import { defaultFunnelOptions } from '../../../src/core/funnel/options';
import { openingNeeds } from '../../../src/core/playback/opening-needs';
import { PlayPlan } from '../../../src/core/playback/play-plan';
import { type FilmShape, fakeFilm } from '../playback/fake-movie';
import { FunnelRun, type Onlooker } from './funnel-run';
import { seededRandom } from './seeded-random';
import { type FetchCommand, type NetworkConditions, SimulatedNetwork } from './simulated-network';
import type { Fault } from './simulated-server';
import { VirtualTime } from './virtual-time';

const feedAheadSeconds = 30;
const checkMs = 250;
/** Film in the buffer before playing begins. */
const cushionSeconds = 1;

export interface PlayedPiece {
  readonly atMs: number;
  readonly byteLength: number;
}

/** Plays a film of a given shape over a simulated network as the page does, and keeps the figures. */
export class SimulatedPlayer implements Onlooker {
  readonly pieces: PlayedPiece[] = [];
  /** When the first byte of media was fed; when playing began; null before. */
  firstFedAtMs: number | null = null;
  playingSinceMs: number | null = null;
  stalledMs = 0;
  playheadSeconds = 0;
  readonly time = new VirtualTime();
  readonly funnel: Funnel;
  readonly run: FunnelRun;
  readonly fileLength: number;
  readonly #tracks;
  #plan: PlayPlan | null = null;
  #looking = false;

  constructor(
    shape: FilmShape,
    conditions: Partial<NetworkConditions> = {},
    faultOf: (command: FetchCommand) => Fault | null = () => null,
  ) {
    const { tracks, byteLength } = fakeFilm(shape);
    this.#tracks = tracks;
    this.fileLength = byteLength;
    this.funnel = new Funnel({}, seededRandom(1));
    const network = new SimulatedNetwork(this.time, new Uint8Array(byteLength), conditions, faultOf);
    this.run = new FunnelRun(this.time, this.funnel, network);
    this.run.onlookers.push(this);
    this.run.handle({ type: 'open', needs: openingNeeds([], 0, null) });
    this.#check();
  }

  handled(_: unknown, commands: readonly { type: string }[]): void {
    for (const command of commands as readonly FetchCommand[]) {
      if (command.type !== 'fetch' || !('start' in command.asked)) continue;
      const byteLength = command.asked.endExclusive - command.asked.start;
      this.pieces.push({ atMs: this.time.nowMs, byteLength });
    }
    if (this.#looking || !commands.some(({ type }) => type === 'store' || type === 'resource')) return;
    this.#looking = true;
    this.time.after(0, () => {
      this.#looking = false;
      this.#pump();
    });
  }

  /** Looks for another place; playing goes on from there. */
  seek(seconds: number): void {
    this.playheadSeconds = seconds;
    this.#plan = new PlayPlan(this.#tracks, defaultFunnelOptions, seconds);
    this.run.handle({ type: 'need', needs: this.#plan.needs(seconds) });
  }

  #check(): void {
    const fed = this.#plan?.secondsFed(this.playheadSeconds) ?? 0;
    if (this.playingSinceMs === null && fed >= cushionSeconds) this.playingSinceMs = this.time.nowMs;
    if (this.playingSinceMs !== null) {
      const played = Math.min(checkMs / 1000, fed);
      this.playheadSeconds += played;
      this.stalledMs += checkMs - played * 1000;
    }
    if (this.#plan) this.run.handle({ type: 'need', needs: this.#plan.needs(this.playheadSeconds) });
    this.#pump();
    this.time.after(checkMs, () => this.#check());
  }

  #pump(): void {
    // The index is taken for read once its bytes, the first of the file, are there.
    if (!this.#plan && this.run.resource && this.funnel.has(byteRange(0, 1_000))) this.seek(0);
    for (const { id } of this.#tracks) this.#feed(id);
  }

  #feed(trackId: number): void {
    for (;;) {
      const next = this.#plan?.nextOf(trackId);
      const hasRoom = (this.#plan?.fedEndOf(trackId) ?? 0) <= this.playheadSeconds + feedAheadSeconds;
      if (!next || !hasRoom || !next.ranges.every((range) => this.funnel.has(range))) return;
      this.firstFedAtMs ??= this.time.nowMs;
      this.#plan!.fed(next);
      this.run.handle({ type: 'need', needs: this.#plan!.needs(this.playheadSeconds) });
    }
  }
}
