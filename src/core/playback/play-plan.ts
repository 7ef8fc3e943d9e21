import { type ByteRange, byteLength, byteRange } from '../bytes/range';
import { FunnelError } from '../errors';
import type { Needs } from '../funnel/messages';
import type { FunnelOptions } from '../funnel/options';
import type { Fragment, MovieTrack, Unread } from '../movie';
import { bytesInPlayingOrder } from './bytes-in-playing-order';
import { Cover } from './cover';
import { type TrackPlan, trackPlan } from './track-plan';

export type PlanOptions = Pick<FunnelOptions, 'blockSize' | 'blocksAhead'>;

/** A fragment is of use when its last byte has come: small ones at a start or a seek, so that little film waits. */
const fragmentSecondsMin = 0.12;
/** As a share of the film planned before it, which plays while it is awaited. */
const fragmentShare = 0.1;
const fragmentSecondsMax = 1;
/** The most a fragment takes of the bytes that may be planned, if its samples allow: so there are always some on their way. */
const fragmentBudgetShare = 0.25;
/** With no block ahead a new one is begun when so much of a block is left: at none left, all connections would idle. */
const blocksLeftMin = 0.5;
/**
 * Planned at a start or a seek, and beyond it this many times what was fed since: to plan and fetch all of the
 * read-ahead at once would take the processor's time from the first frame.
 */
const firstPlannedBytes = 2 ** 20;
const plannedPerFed = 4;
/**
 * So far others are planned ahead of a track of which nobody knows yet where it goes on: one that is over shows it only
 * some way on in the film. No farther, for it needs room of its own when it does go on.
 */
const runAheadSeconds = 15;
/** With so much film fed there is time to find out where it ends, if it doesn't say. */
const endAsideSeconds = 3;
/** What starts within this of the playhead is waited for right now: a first picture takes no more, */
export const firstPictureSeconds = 0.1;
/** but after a seek browsers show one only when there are some pictures more, and 0.2 s of sound. */
export const seekedSeconds = 0.25;

/** Where the plan cannot go on before a part of the film's index is read. */
interface Frontier {
  readonly unread: Unread;
  /** Playing time of what lies behind it. */
  readonly seconds: number;
  /** What most likely follows, as far as it may be planned. */
  readonly sequel: readonly ByteRange[];
}

/**
 * Which fragments come next, in playing order across tracks, as far as the read-ahead goes: whole blocks of
 * `blockSize` bytes, a new one planned when at most `blocksAhead` wait unfed. What is planned and not yet fed never
 * takes more than `(blocksAhead + 1) * blockSize` bytes, the small holes that are fetched along with it counted in; save
 * that one fragment is always planned, be it larger than that. Where the film's index lies among the film, it plans as
 * far as that was read, and what most likely follows.
 */
export class PlayPlan {
  #options: PlanOptions;
  /** The place it was made for. */
  readonly startSeconds: number;
  #tracks: TrackPlan[];
  /** Not yet fed, in playing order: first those that are planned, then those there is no room for yet. */
  #fragments: Fragment[] = [];
  #plannedCount = 0;
  /** Without the holes between them. */
  #plannedBytes = 0;
  #fedBytes = 0;
  #frontier: Frontier | null = null;
  /** Why a track ends before its time: what came before it plays all the same. */
  flaw: FunnelError | null = null;

  constructor(tracks: readonly MovieTrack[], options: PlanOptions, timeSeconds = 0) {
    this.#options = options;
    this.startSeconds = timeSeconds;
    this.#tracks = tracks.map((track) => trackPlan(track, timeSeconds));
    this.#extend();
  }

  /** Plans anew by other options, at once: with less room, what lies farthest ahead is needed no more for now. */
  setOptions(options: PlanOptions): void {
    if (options === this.#options) return;
    this.#options = options;
    this.#plannedCount = 0;
    this.#plannedBytes = 0;
    this.#frontier = null;
    this.#extend();
  }

  /** What must be read before more can be planned; null where nothing is. */
  get unread(): ByteRange | null {
    return this.#frontier?.unread.range ?? null;
  }

  /** What tells where the film ends; null where that is known. */
  get endUnread(): Unread | null {
    return this.#tracks[0]?.track.readEnd?.() ?? null;
  }

  /** @param bytes of `unread` */
  read(bytes: Uint8Array): void {
    this.#frontier?.unread.take(bytes);
    this.#frontier = null;
    this.#extend();
  }

  /** From a time on another track takes the place of one. What was planned of the others is needed still. */
  replace(trackId: number, track: MovieTrack, timeSeconds: number): void {
    const others = this.#tracks.filter((each) => each.track.id !== trackId);
    const plannedUntil = others.length === 0 ? 0 : Math.min(...others.map(({ nextSeconds }) => nextSeconds));
    const fedUntil = Math.min(...others.map(({ fedEndSeconds }) => fedEndSeconds));
    const next = { ...trackPlan(track, timeSeconds), lateUntilSeconds: fedUntil };
    this.#tracks = this.#tracks.map((each) => (each.track.id === trackId ? next : each));
    this.#fragments = this.#fragments.filter((fragment) => fragment.trackId !== trackId);
    this.#frontier = null;
    let hasMore = true;
    while (hasMore && next.nextSeconds < plannedUntil) hasMore = this.#cutNext(next);
    this.#fragments.sort((a, b) => a.startSeconds - b.startSeconds);
    this.#plannedCount = 0;
    this.#plannedBytes = 0;
    this.#extend();
  }

  /** Film fed without a gap ahead of the playhead, in seconds: what the track that is least ahead has. */
  secondsFed(playheadSeconds: number): number {
    return Math.max(0, this.fedEndSeconds - playheadSeconds);
  }

  /** Where the film that was fed ends; Infinity once all of it was. */
  get fedEndSeconds(): number {
    const ends = this.#tracks.map((each) => (this.#isFed(each) ? Infinity : each.fedEndSeconds));
    return Math.min(...ends);
  }

  get isFed(): boolean {
    return this.#tracks.every((each) => this.#isFed(each));
  }

  /** The next fragment to feed to a track's decoder; undefined when all that is planned of it was fed. */
  nextOf(trackId: number): Fragment | undefined {
    return this.#planned.find((fragment) => fragment.trackId === trackId);
  }

  /** All that is planned of a track and not fed, in order. */
  plannedOf(trackId: number): readonly Fragment[] {
    return this.#planned.filter((fragment) => fragment.trackId === trackId);
  }

  /** How far a track was fed, in seconds. */
  fedEndOf(trackId: number): number {
    return this.#tracks.find(({ track }) => track.id === trackId)?.fedEndSeconds ?? 0;
  }

  fed(fragment: Fragment): void {
    this.#fedBytes += bytesOf(fragment);
    // Other options may have taken it off the plan while the decoder took it in.
    if (this.#planned.includes(fragment)) {
      this.#plannedCount -= 1;
      this.#plannedBytes -= bytesOf(fragment);
    }
    this.#fragments = this.#fragments.filter((each) => each !== fragment);
    for (const each of this.#tracks) {
      if (each.track.id === fragment.trackId) each.fedEndSeconds = fragment.endSeconds;
    }
    this.#extend();
  }

  /** @param urgentSeconds what starts within this of the playhead is waited for right now */
  needs(playheadSeconds: number, urgentSeconds = firstPictureSeconds): Needs {
    const untilSeconds = playheadSeconds + urgentSeconds;
    const isUrgent = (fragment: Fragment) => fragment.startSeconds < untilSeconds;
    const urgent = this.#bytesOf(this.#planned.filter(isUrgent));
    const later = this.#bytesOf(this.#planned.filter((fragment) => !isUrgent(fragment)));
    const frontier = this.#frontier;
    if (frontier) (frontier.seconds < untilSeconds ? urgent : later).push(frontier.unread.range);
    const end = this.secondsFed(playheadSeconds) < endAsideSeconds ? null : this.endUnread?.range;
    return {
      ranges: [...urgent, ...(end ? [end] : []), ...later, ...(frontier?.sequel ?? [])],
      urgentCount: urgent.length,
      bytesPerSecond: this.#bytesPerSecond,
      secondsFed: Math.min(this.secondsFed(playheadSeconds), Number.MAX_SAFE_INTEGER),
    };
  }

  #bytesOf(fragments: readonly Fragment[]): ByteRange[] {
    const isLate = ({ trackId, startSeconds }: Fragment) =>
      this.#tracks.some((each) => each.track.id === trackId && startSeconds < each.lateUntilSeconds);
    // What lies between was fetched before.
    const late = bytesInPlayingOrder(fragments.filter(isLate), 0);
    return [...late, ...bytesInPlayingOrder(fragments.filter((fragment) => !isLate(fragment)))];
  }

  get #planned(): readonly Fragment[] {
    return this.#fragments.slice(0, this.#plannedCount);
  }

  /** The sum over the tracks, since one may be planned further than another; null while none is known. */
  get #bytesPerSecond(): number | null {
    const tracks = this.#tracks.filter((each) => !this.#isFed(each));
    return tracks.reduce((sum, { bytesPerSecond }) => sum + (bytesPerSecond ?? 0), 0) || null;
  }

  get #budgetBytes(): number {
    return (this.#options.blocksAhead + 1) * this.#options.blockSize;
  }

  /** The track's next fragment; null where it ends, be it too early. */
  #cut({ cursor }: TrackPlan, seconds: number): Fragment | null {
    try {
      return cursor.next(seconds, this.#budgetBytes * fragmentBudgetShare);
    } catch (thrown) {
      this.flaw = FunnelError.from(thrown);
      return null;
    }
  }

  #isFed({ track, ended }: TrackPlan): boolean {
    return ended && !this.#fragments.some((fragment) => fragment.trackId === track.id);
  }

  #extend(): void {
    const bytesMax = firstPlannedBytes + plannedPerFed * this.#fedBytes;
    const { blockSize, blocksAhead } = this.#options;
    const enoughBytes = Math.max(blocksAhead, blocksLeftMin) * blockSize;
    if (this.#frontier || this.#plannedBytes > enoughBytes) return;
    const cover = new Cover();
    for (const { ranges } of this.#planned) cover.add(ranges);
    if (cover.byteLength > enoughBytes) return;
    for (let next = this.#following(); next; next = this.#following()) {
      cover.add(next.ranges);
      const isEnough = cover.byteLength > this.#budgetBytes || this.#plannedBytes >= bytesMax;
      if (isEnough && this.#plannedCount > 0) break;
      this.#plannedCount += 1;
      this.#plannedBytes += bytesOf(next);
    }
    this.#measure();
    this.#planSequel(Math.min(this.#budgetBytes - cover.byteLength, bytesMax - this.#plannedBytes));
  }

  /** The fragment that comes after those planned; null at the end of the film, and at a part of the index to be read. */
  #following(): Fragment | null {
    while (this.#plannedCount === this.#fragments.length) {
      const inTurn = this.#tracks.filter(({ ended }) => !ended).sort((a, b) => a.nextSeconds - b.nextSeconds);
      const [first] = inTurn;
      if (!first) return null;
      if (this.#cutNext(first) || !this.#frontier) continue;
      const frontier = this.#frontier;
      const isNear = ({ nextSeconds }: TrackPlan) => nextSeconds < first.nextSeconds + runAheadSeconds;
      const hasCut = inTurn.slice(1).some((each) => isNear(each) && this.#cutNext(each));
      this.#frontier = frontier;
      if (!hasCut) return null;
    }
    return this.#fragments[this.#plannedCount]!;
  }

  /** @returns whether there was one: else the track ends, or what comes next is not known yet */
  #cutNext(next: TrackPlan): boolean {
    const share = (next.nextSeconds - this.startSeconds) * fragmentShare;
    const fragment = this.#cut(next, Math.min(Math.max(share, fragmentSecondsMin), fragmentSecondsMax));
    if (fragment) {
      // Pictures before the place sought are needed for decoding it: they belong to its time.
      next.nextSeconds = Math.max(next.nextSeconds, fragment.endSeconds);
      this.#fragments.push(fragment);
    } else if (next.cursor.unread) {
      this.#frontier = { unread: next.cursor.unread, seconds: next.nextSeconds, sequel: [] };
    } else next.ended = true;
    return fragment !== null;
  }

  #planSequel(bytesMax: number): void {
    if (!this.#frontier) return;
    const { sequel } = this.#frontier.unread;
    if (!sequel || bytesMax <= 0) return;
    const end = Math.min(sequel.start + bytesMax, sequel.endExclusive);
    this.#frontier = { ...this.#frontier, sequel: [byteRange(sequel.start, end)] };
  }

  #measure(): void {
    for (const each of this.#tracks) {
      const planned = this.#planned.filter(({ trackId }) => trackId === each.track.id);
      const seconds = (planned.at(-1)?.endSeconds ?? 0) - (planned[0]?.startSeconds ?? 0);
      if (seconds <= 0) continue;
      each.bytesPerSecond = planned.reduce((sum, fragment) => sum + bytesOf(fragment), 0) / seconds;
    }
  }
}

const bytesOf = (fragment: Fragment): number =>
  fragment.ranges.reduce((sum, range) => sum + byteLength(range), 0);
