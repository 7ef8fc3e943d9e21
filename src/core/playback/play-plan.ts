import { byteLength } from '../bytes/range';
import { FunnelError } from '../errors';
import type { Needs } from '../funnel/messages';
import type { FunnelOptions } from '../funnel/options';
import type { Fragment, FragmentCursor, MovieTrack } from '../movie';
import { bytesInPlayingOrder } from './bytes-in-playing-order';
import { Cover } from './cover';

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
/** Planned before the first fragment is fed: to plan all of the read-ahead takes longer than to fetch a first frame. */
const firstBytes = 4 * 2 ** 20;
/** What starts within this of the playhead is waited for right now. */
const urgentSeconds = 0.1;

interface TrackPlan {
  readonly track: MovieTrack;
  cursor: FragmentCursor;
  /** Playing time that the next fragment of this track is wanted at. */
  nextSeconds: number;
  /** Presentation end of the latest fragment that was fed. */
  fedEndSeconds: number;
  /** How fast playing uses up its bytes, by what is planned or was planned last; null before anything was. */
  bytesPerSecond: number | null;
  ended: boolean;
}

/**
 * Which fragments come next, in playing order across tracks, as far as the read-ahead goes: whole blocks of
 * `blockSize` bytes, a new one planned when at most `blocksAhead` wait unfed. What is planned and not yet fed never
 * takes more than `(blocksAhead + 1) * blockSize` bytes, the small holes that are fetched along with it counted in; save
 * that one fragment is always planned, be it larger than that.
 */
export class PlayPlan {
  #options: PlanOptions;
  /** The place it was made for. */
  readonly startSeconds: number;
  readonly #tracks: TrackPlan[];
  /** Not yet fed, in playing order: first those that are planned, then those there is no room for yet. */
  #fragments: Fragment[] = [];
  #plannedCount = 0;
  /** Without the holes between them. */
  #plannedBytes = 0;
  /** Why a track ends before its time: what came before it plays all the same. */
  flaw: FunnelError | null = null;

  constructor(tracks: readonly MovieTrack[], options: PlanOptions, timeSeconds = 0) {
    this.#options = options;
    this.startSeconds = timeSeconds;
    this.#tracks = tracks.map((track) => ({
      track,
      cursor: track.seek(timeSeconds),
      nextSeconds: timeSeconds,
      fedEndSeconds: timeSeconds,
      bytesPerSecond: null,
      ended: false,
    }));
    this.#extend(firstBytes);
  }

  /** Plans anew by other options, at once: with less room, what lies farthest ahead is needed no more for now. */
  setOptions(options: PlanOptions): void {
    if (options === this.#options) return;
    this.#options = options;
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

  /** How far a track was fed, in seconds. */
  fedEndOf(trackId: number): number {
    return this.#tracks.find(({ track }) => track.id === trackId)?.fedEndSeconds ?? 0;
  }

  fed(fragment: Fragment): void {
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

  needs(playheadSeconds: number): Needs {
    const isUrgent = (fragment: Fragment) => fragment.startSeconds < playheadSeconds + urgentSeconds;
    const urgent = bytesInPlayingOrder(this.#planned.filter(isUrgent));
    const later = bytesInPlayingOrder(this.#planned.filter((fragment) => !isUrgent(fragment)));
    return {
      ranges: [...urgent, ...later],
      urgentCount: urgent.length,
      bytesPerSecond: this.#bytesPerSecond,
      secondsFed: Math.min(this.secondsFed(playheadSeconds), Number.MAX_SAFE_INTEGER),
    };
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

  #extend(bytesMax = Infinity): void {
    const { blockSize, blocksAhead } = this.#options;
    const enoughBytes = Math.max(blocksAhead, blocksLeftMin) * blockSize;
    if (this.#plannedBytes > enoughBytes) return;
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
  }

  /** The fragment that comes after those planned; null at the end of the film. */
  #following(): Fragment | null {
    while (this.#plannedCount === this.#fragments.length) {
      const next = this.#tracks.reduce<TrackPlan | null>(
        (first, each) => (each.ended || (first && first.nextSeconds <= each.nextSeconds) ? first : each),
        null,
      );
      if (!next) return null;
      const share = (next.nextSeconds - this.startSeconds) * fragmentShare;
      const fragment = this.#cut(next, Math.min(Math.max(share, fragmentSecondsMin), fragmentSecondsMax));
      if (fragment) {
        // Pictures before the place sought are needed for decoding it: they belong to its time.
        next.nextSeconds = Math.max(next.nextSeconds, fragment.endSeconds);
        this.#fragments.push(fragment);
      } else next.ended = true;
    }
    return this.#fragments[this.#plannedCount]!;
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
