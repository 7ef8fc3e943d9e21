import type { FragmentCursor, Unread } from '../../movie';
import { type CutTrack, cutFragment, type Mp4Fragment } from '../fragment-cursor';
import type { SampleTable } from '../sample-table';
import { heldUntil } from '../tail';
import { maxReorderedSamples, presentationTicks, type Timeline } from '../timeline';
import type { FragmentIndex } from './fragment-index';
import { isUnread, type Search, type SyncPlace } from './fragment-search';
import { type FragmentedTrack, timelineOf } from './fragmented-track';
import { hasHidden, hidden, isHiddenKnown } from './hidden-pictures';
import { joinTables } from './join-tables';
import type { Place } from './moof';
import type { SilentGaps } from './silent-gaps';

/** Walks a track from moof to moof. What it makes of them is cut by time, not as they are: a first picture is a small fragment. */
export class FragmentedCursor implements FragmentCursor<Mp4Fragment> {
  readonly #index: FragmentIndex;
  readonly #track: FragmentedTrack;
  readonly #cutTrack: CutTrack;
  readonly #search: Search<SyncPlace | null>;
  readonly #gaps: SilentGaps;
  readonly #ended: (endSeconds: number) => void;
  unread: Unread | null = null;
  /** The samples to come, as far as they are known and needed. */
  #ahead: Timeline | null = null;
  #position = 0;
  /** Where they go on; null before the first sample is found, and where there is none. */
  #next: Place | null = null;
  #isFound = false;
  #hasHidden = false;
  /** Whether all of the track is known, and what its last picture lasts. */
  #isWhole = false;
  #isHeld = false;
  /** How long pictures before the film's beginning are there to be decoded, once `next` has been called to some end. */
  hiddenTicks = 0;

  /**
   * @param search for the first sample
   * @param gaps what there is where the track has nothing
   * @param ended told where the track ends, when that shows
   */
  constructor(
    index: FragmentIndex,
    track: FragmentedTrack,
    search: Search<SyncPlace | null>,
    gaps: SilentGaps,
    ended: (endSeconds: number) => void,
  ) {
    this.#index = index;
    this.#track = track;
    const { id, openGroups } = track;
    this.#cutTrack = { id, resourceBytes: index.byteLength, openGroups: openGroups?.() ?? null };
    this.#search = search;
    this.#gaps = gaps;
    this.#ended = ended;
  }

  /** @throws FunnelError `media/corrupt`, `media/limit`, when all before it was given. */
  next(maxSeconds: number, maxBytes?: number): Mp4Fragment | null {
    this.unread = null;
    if (!this.#isFound && !this.#find()) return null;
    if (this.#hasHidden && !this.#hide()) return null;
    for (;;) {
      const silent = this.#gaps.next(maxSeconds, maxBytes);
      if (silent) return silent;
      const ahead = this.#ahead;
      if (!ahead || !this.#next) return null;
      if (this.#position < ahead.table.count) {
        const limits = { maxSeconds, maxBytes };
        const cut = cutFragment(this.#cutTrack, ahead, this.#position, limits);
        if (isDecided(ahead.table, cut.endSample) || !this.#goOn()) {
          if (this.unread) return null;
          if (this.#holdLast()) continue;
          this.#position = cut.endSample;
          return cut.fragment();
        }
      } else if (!this.#begin()) return null;
    }
  }

  /** @returns whether the first sample is known, or that there is none */
  #find(): boolean {
    const step = this.#search.next();
    if (!step.done) {
      this.unread = step.value;
      return false;
    }
    this.#isFound = true;
    if (!step.value) return true;
    const { fragment, sample } = step.value;
    this.#ahead = fragment.timelines.get(this.#track.id)!;
    this.#position = sample;
    this.#next = fragment.after;
    this.#hasHidden = hasHidden(this.#track, this.#ahead, sample);
    this.#gaps.fill(presentationTicks(this.#ahead, sample), true);
    this.#gaps.came(this.#ahead.endTicks);
    return true;
  }

  /** @returns whether all there is to be hidden is known, and is */
  #hide(): boolean {
    while (!isHiddenKnown(this.#ahead!, this.#position) && this.#goOn());
    if (this.unread) return false;
    const { timeline, hiddenTicks } = hidden(this.#track, this.#ahead!, this.#position);
    this.#ahead = timeline;
    this.hiddenTicks = hiddenTicks;
    this.#hasHidden = false;
    return true;
  }

  /**
   * Appends the next fragment's samples to those ahead.
   * @returns false where they are not known, or not the continuation
   */
  #goOn(): boolean {
    const { table } = this.#ahead!;
    try {
      const next = this.#following();
      const more = next?.timeline?.table;
      if (!more || more.decodeTicks.at(0) !== table.decodeTicks.at(table.count)) return false;
      this.#ahead = timelineOf(this.#track, joinTables(table, this.#position, more));
      this.#position = 0;
      this.#next = next.after;
      this.#gaps.came(this.#ahead.endTicks);
      return true;
    } catch {
      // It comes up again when what is before it was given.
      return false;
    }
  }

  /** The last picture stays until the film ends, whatever goes on. @returns whether it has only now been made to */
  #holdLast(): boolean {
    if (!this.#isWhole || this.#isHeld || this.#track.kind !== 'video') return false;
    this.#isHeld = true;
    this.#ahead = heldUntil(this.#ahead!, this.#index.likelyEndSeconds);
    return true;
  }

  /** Begins anew with the next fragment. @returns false where it is not known, or there is none. */
  #begin(): boolean {
    const next = this.#following();
    if (!next) {
      if (!this.unread) this.#ended(this.#ahead!.endTicks / this.#ahead!.timescale);
      return false;
    }
    this.#next = next.after;
    if (!next.timeline) {
      this.#gaps.fill(next.startSeconds * this.#track.timescale, false);
      return true;
    }
    this.#gaps.fill(presentationTicks(next.timeline, 0), true);
    this.#gaps.came(next.timeline.endTicks);
    this.#ahead = next.timeline;
    this.#position = 0;
    return true;
  }

  /**
   * The track's next fragment, or one that shows that it has nothing up to there; null at the end, or where something is
   * unread.
   */
  #following(): { timeline: Timeline | undefined; startSeconds: number; after: Place } | null {
    for (let place = this.#next!; ; ) {
      const fragment = this.#index.at(place);
      if (fragment && isUnread(fragment)) {
        this.unread = fragment;
        return null;
      }
      const timeline = fragment?.timelines.get(this.#track.id);
      const shows = fragment && fragment.timelines.size > 0;
      if (!fragment || (shows && !timeline && this.#gaps.isOver(fragment.startSeconds))) {
        this.#isWhole = true;
        return null;
      }
      const { startSeconds, after } = fragment;
      if (timeline || (shows && this.#gaps.isLacking(startSeconds))) return { timeline, startSeconds, after };
      place = after;
      this.#next = place;
    }
  }
}

/** Whether later samples would not change where the fragment ends. */
const isDecided = ({ count, compositionOffsets }: SampleTable, endSample: number): boolean =>
  compositionOffsets === null ? endSample < count : endSample + maxReorderedSamples <= count;
