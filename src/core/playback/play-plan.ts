import { byteLength } from '../bytes/range';
import { FunnelError } from '../errors';
import type { Needs } from '../funnel/messages';
import type { FunnelOptions } from '../funnel/options';
import type { Fragment, FragmentCursor, MovieTrack } from '../movie';
import { bytesInPlayingOrder } from './bytes-in-playing-order';

/** A fragment is of use when its last byte has come: small ones at a start or a seek, so that little film waits. */
const fragmentSecondsMin = 0.12;
/** As a share of the film planned before it, which plays while it is awaited. */
const fragmentShare = 0.1;
const fragmentSecondsMax = 1;
/**
 * Film planned at a start or a seek, and then as a multiple of what was fed since. To plan and fetch a whole read-ahead
 * at once takes processor time from the first frame.
 */
const firstSeconds = 2;
const plannedPerFed = 4;
/** What starts within this of the playhead is waited for right now. */
const urgentSeconds = 0.3;

interface TrackPlan {
  readonly track: MovieTrack;
  cursor: FragmentCursor;
  /** Playing time that the next fragment of this track is wanted at. */
  nextSeconds: number;
  /** Presentation end of the latest fragment that was fed. */
  fedEndSeconds: number;
  ended: boolean;
}

/**
 * Which fragments come next, in playing order across tracks, as far as the read-ahead goes: whole blocks of
 * `blockSize` bytes, a new one planned when at most `blocksAhead` wait unfed.
 */
export class PlayPlan {
  readonly #options: Pick<FunnelOptions, 'blockSize' | 'blocksAhead'>;
  /** The place it was made for. */
  readonly startSeconds: number;
  readonly #tracks: TrackPlan[];
  /** Planned and not yet fed, in playing order. */
  #fragments: Fragment[] = [];
  #unfedBytes = 0;
  /** Why a track ends before its time: what came before it plays all the same. */
  flaw: FunnelError | null = null;

  constructor(
    tracks: readonly MovieTrack[],
    options: Pick<FunnelOptions, 'blockSize' | 'blocksAhead'>,
    timeSeconds = 0,
  ) {
    this.#options = options;
    this.startSeconds = timeSeconds;
    this.#tracks = tracks.map((track) => ({
      track,
      cursor: track.seek(timeSeconds),
      nextSeconds: timeSeconds,
      fedEndSeconds: timeSeconds,
      ended: false,
    }));
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

  /** The next fragment to feed to a track's decoder; undefined when all of it was fed. */
  nextOf(trackId: number): Fragment | undefined {
    return this.#fragments.find((fragment) => fragment.trackId === trackId);
  }

  /** How far a track was fed, in seconds. */
  fedEndOf(trackId: number): number {
    return this.#tracks.find(({ track }) => track.id === trackId)?.fedEndSeconds ?? 0;
  }

  fed(fragment: Fragment): void {
    this.#fragments = this.#fragments.filter((each) => each !== fragment);
    this.#unfedBytes -= bytesOf(fragment);
    for (const each of this.#tracks) {
      if (each.track.id === fragment.trackId) each.fedEndSeconds = fragment.endSeconds;
    }
    this.#extend();
  }

  needs(playheadSeconds: number): Needs {
    const isUrgent = (fragment: Fragment) => fragment.startSeconds < playheadSeconds + urgentSeconds;
    const urgent = bytesInPlayingOrder(this.#fragments.filter(isUrgent));
    const later = bytesInPlayingOrder(this.#fragments.filter((fragment) => !isUrgent(fragment)));
    return {
      ranges: [...urgent, ...later],
      urgentCount: urgent.length,
      bytesPerSecond: null,
      secondsFed: Math.min(this.secondsFed(playheadSeconds), Number.MAX_SAFE_INTEGER),
    };
  }

  /** The track's next fragment; null where it ends, be it too early. */
  #cut({ cursor }: TrackPlan, seconds: number): Fragment | null {
    try {
      return cursor.next(seconds);
    } catch (thrown) {
      this.flaw = FunnelError.from(thrown);
      return null;
    }
  }

  #isFed({ track, ended }: TrackPlan): boolean {
    return ended && this.nextOf(track.id) === undefined;
  }

  #extend(): void {
    const { blockSize, blocksAhead } = this.#options;
    if (this.#unfedBytes > blocksAhead * blockSize) return;
    const fedSeconds = this.fedEndSeconds - this.startSeconds;
    const untilSeconds = this.startSeconds + Math.max(firstSeconds, plannedPerFed * fedSeconds);
    while (this.#unfedBytes < (blocksAhead + 1) * blockSize) {
      const next = this.#tracks.reduce<TrackPlan | null>(
        (first, each) => (each.ended || (first && first.nextSeconds <= each.nextSeconds) ? first : each),
        null,
      );
      if (!next || next.nextSeconds > untilSeconds) return;
      const share = (next.nextSeconds - this.startSeconds) * fragmentShare;
      const fragment = this.#cut(next, Math.min(Math.max(share, fragmentSecondsMin), fragmentSecondsMax));
      if (!fragment) {
        next.ended = true;
        continue;
      }
      // Pictures before the place sought are needed for decoding it: they belong to its time.
      next.nextSeconds = Math.max(next.nextSeconds, fragment.endSeconds);
      this.#fragments.push(fragment);
      this.#unfedBytes += bytesOf(fragment);
    }
  }
}

const bytesOf = (fragment: Fragment): number =>
  fragment.ranges.reduce((sum, range) => sum + byteLength(range), 0);
