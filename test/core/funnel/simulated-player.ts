import type { ByteRange } from '../../../src/core/bytes/range';
import { Funnel } from '../../../src/core/funnel/funnel';
import type { FunnelEvent } from '../../../src/core/funnel/messages';
import { defaultFunnelOptions, type FunnelOptions } from '../../../src/core/funnel/options';
import { openingNeeds } from '../../../src/core/playback/opening-needs';
import { PlayPlan } from '../../../src/core/playback/play-plan';
import { FunnelRun, type Onlooker } from './funnel-run';
import { type Mirror, mirrorFault, serveWith, urlsOf } from './mirrors';
import type { NetworkConditions } from './network-conditions';
import { seededRandom } from './seeded-random';
import { blankFile, type FileBytes } from './simulated-file';
import type { SimulatedFilm } from './simulated-film';
import { SimulatedNetwork } from './simulated-network';
import type { FaultOf } from './simulated-server';
import { VirtualTime } from './virtual-time';

const feedAheadSeconds = 30;
const checkMs = 250;
/** Film in the buffer before playing begins. */
const cushionSeconds = 1;

export interface Viewing {
  readonly film: SimulatedFilm;
  /** Its bytes, where they matter. */
  readonly file?: FileBytes;
  readonly mirrors?: readonly Mirror[];
  readonly options?: Partial<FunnelOptions>;
  readonly network?: Partial<NetworkConditions>;
  readonly faultOf?: FaultOf;
  readonly seed?: number;
}

/** A place the viewer went to: the opening is the first. */
export interface Visit {
  readonly atMs: number;
  readonly toSeconds: number;
  /** When the bytes of the frame there had been fed; null until then. */
  frameAtMs: number | null;
}

/** Plays a film over a simulated network as the page does, and keeps the figures. */
export class SimulatedPlayer implements Onlooker {
  readonly visits: Visit[] = [{ atMs: 0, toSeconds: 0, frameAtMs: null }];
  /** When playing began; null before. */
  playingSinceMs: number | null = null;
  /** Time that stood still since then, but for the waits after seeks. */
  stalledMs = 0;
  playheadSeconds = 0;
  /** The viewer's doing: the page goes on saying what it needs. */
  isPaused = false;
  readonly time = new VirtualTime();
  readonly funnel: Funnel;
  readonly network: SimulatedNetwork;
  readonly run: FunnelRun;
  readonly #film: SimulatedFilm;
  #options: FunnelOptions;
  #plan: PlayPlan | null = null;
  /** Of the film's index reads. */
  #readsDone = 0;
  #lookedFor: ByteRange | null = null;
  #isLooking = false;

  constructor({
    film,
    file = blankFile(film.byteLength),
    mirrors = [],
    options,
    network,
    faultOf,
    seed = 1,
  }: Viewing) {
    this.#film = film;
    this.#options = { ...defaultFunnelOptions, ...options };
    this.funnel = new Funnel(urlsOf(mirrors), this.#options, seededRandom(seed));
    const serve = serveWith(mirrors, file);
    const faultOfAll: FaultOf = (command, nowMs) =>
      mirrorFault(mirrors, command) ?? faultOf?.(command, nowMs) ?? null;
    this.network = new SimulatedNetwork(this.time, serve, network, faultOfAll, seed);
    this.run = new FunnelRun(this.time, this.funnel, this.network);
    this.run.onlookers.push(this);
    this.run.handle({ type: 'open', needs: openingNeeds([], 0, null) });
    this.#check();
  }

  handled(event: FunnelEvent, commands: readonly { type: string }[]): void {
    if (event.type === 'options') {
      this.#options = event.options;
      this.#plan?.setOptions(event.options);
    }
    if (this.#isLooking || !commands.some(({ type }) => type === 'store' || type === 'resource')) return;
    this.#isLooking = true;
    this.time.after(0, () => {
      this.#isLooking = false;
      this.#pump();
    });
  }

  /** Film ahead of the playhead that the decoder has. */
  get secondsFed(): number {
    return this.#plan?.secondsFed(this.playheadSeconds) ?? 0;
  }

  /** Looks for another place; playing goes on from there. */
  seek(seconds: number): void {
    this.visits.push({ atMs: this.time.nowMs, toSeconds: seconds, frameAtMs: null });
    if (this.#plan) this.#playFrom(seconds);
  }

  #playFrom(seconds: number): void {
    this.playheadSeconds = seconds;
    this.#plan = new PlayPlan(this.#film.tracks, this.#options, seconds);
    this.#need();
  }

  #need(): void {
    if (this.#plan) this.run.handle({ type: 'need', needs: this.#plan.needs(this.playheadSeconds) });
  }

  #check(): void {
    const fed = this.secondsFed;
    if (this.playingSinceMs === null && fed >= cushionSeconds) this.playingSinceMs = this.time.nowMs;
    if (this.playingSinceMs !== null && !this.isPaused) {
      const played = Math.min(checkMs / 1000, fed);
      this.playheadSeconds += played;
      if (this.visits.at(-1)!.frameAtMs !== null) this.stalledMs += checkMs - played * 1000;
    }
    this.#need();
    this.#pump();
    this.time.after(checkMs, () => this.#check());
  }

  #pump(): void {
    if (!this.run.resource || this.run.failure) return;
    if (!this.#plan) this.#readIndex();
    if (!this.#plan) return;
    for (const { id } of this.#film.tracks) this.#feed(id);
    const visit = this.visits.at(-1)!;
    if (visit.frameAtMs === null && this.#plan.secondsFed(visit.toSeconds) > 0) {
      visit.frameAtMs = this.time.nowMs;
    }
  }

  /** Reads on as far as bytes have come, each read asked for when the one before is there. */
  #readIndex(): void {
    for (;;) {
      const wanted = this.#film.indexReads[this.#readsDone];
      if (!wanted) break;
      if (!this.funnel.has(wanted)) {
        if (wanted !== this.#lookedFor) this.#lookFor(wanted);
        return;
      }
      this.#readsDone += 1;
    }
    this.#playFrom(this.visits.at(-1)!.toSeconds);
  }

  #lookFor(wanted: ByteRange): void {
    this.#lookedFor = wanted;
    const needs = openingNeeds([wanted], wanted.endExclusive, this.#film.byteLength);
    this.run.handle({ type: 'need', needs });
  }

  #feed(trackId: number): void {
    for (;;) {
      const next = this.#plan?.nextOf(trackId);
      const hasRoom = (this.#plan?.fedEndOf(trackId) ?? 0) <= this.playheadSeconds + feedAheadSeconds;
      if (!next || !hasRoom || !next.ranges.every((range) => this.funnel.has(range))) return;
      this.#plan!.fed(next);
      this.#need();
    }
  }
}
