import { type ByteRange, byteLength, byteRange, intersect } from '../bytes/range';
import { RangeSet } from '../bytes/range-set';
import type { Needs } from './messages';
import { tuning } from './options';

export interface Gap {
  /** Needed bytes that are neither in hand nor being fetched; at most `maxBytes`. */
  readonly range: ByteRange;
  readonly urgent: boolean;
  /** Needed bytes that come before it in playing order and are not in hand. */
  readonly bytesBefore: number;
}

interface Index {
  readonly all: RangeSet;
  readonly byStart: readonly Place[];
}

interface Place {
  readonly part: ByteRange;
  /** Bytes that play before it, from the playhead on. */
  readonly bytesBefore: number;
}

/** What the playhead needs, in the order it plays: what comes next, and when it is due. */
export class PlayingOrder {
  readonly needs: Needs;
  readonly #toldAtMs: number;
  /** Needs before this one are in hand as a whole: bytes are only dropped when new needs are told. */
  #firstOpen = 0;
  /** What of those takes time to play. */
  #bytesBeforeFirstOpen = 0;
  #index: Index | null = null;

  constructor(needs: Needs, toldAtMs: number) {
    this.needs = needs;
    this.#toldAtMs = toldAtMs;
  }

  /** The first bytes in playing order that nobody has and nobody fetches; null when there are none. */
  firstGap(held: RangeSet, busy: RangeSet, maxBytes: number): Gap | null {
    const { ranges, urgentCount } = this.needs;
    this.#skipInHand(held);
    let bytesBefore = 0;
    for (let index = this.#firstOpen; index < ranges.length; index++) {
      const need = ranges[index]!;
      const gap = firstMissing(need, held, busy);
      if (gap) {
        const urgent = index < urgentCount;
        const range =
          this.#run(gap.start, held, busy, maxBytes) ??
          byteRange(gap.start, Math.min(gap.endExclusive, gap.start + maxBytes));
        return {
          range,
          urgent,
          bytesBefore: bytesBefore + missingBytes(byteRange(need.start, gap.start), held),
        };
      }
      bytesBefore += missingBytes(need, held);
    }
    return null;
  }

  /** Needed bytes that nobody has and nobody fetches: those of the urgent needs, or all. */
  gapBytes(held: RangeSet, busy: RangeSet, isUrgent: boolean): number {
    const { ranges, urgentCount } = this.needs;
    let sum = 0;
    for (const need of isUrgent ? ranges.slice(0, urgentCount) : this.#near.all.ranges) {
      for (const gap of held.missing(need)) {
        for (const free of busy.missing(gap)) sum += byteLength(free);
      }
    }
    return sum;
  }

  /** Urgent bytes that are not in hand. */
  waitingBytes(held: RangeSet): number {
    const { ranges, urgentCount } = this.needs;
    return ranges.slice(0, urgentCount).reduce((sum, need) => sum + missingBytes(need, held), 0);
  }

  /** Of all that is needed. */
  get byteLength(): number {
    return this.#near.all.byteLength;
  }

  /** The part of `range` that somebody waits for right now; null where there is none. */
  urgentPart(range: ByteRange): ByteRange | null {
    for (let index = 0; index < this.needs.urgentCount; index++) {
      const part = intersect(range, this.needs.ranges[index]!);
      if (part) return part;
    }
    return null;
  }

  /** The first part of `range` that is needed without a break; null where none is. */
  neededPart(range: ByteRange): ByteRange | null {
    return this.#near.all.firstWithin(range);
  }

  /** When the playhead comes to the end of `range`; Infinity where that cannot be told. */
  dueMs(range: ByteRange): number {
    const { secondsFed, bytesPerSecond } = this.needs;
    if (bytesPerSecond === null) return Infinity;
    const bytesBefore = this.#bytesBefore(range);
    if (bytesBefore === null) return Infinity;
    return this.#toldAtMs + secondsFed * 1000 + (bytesBefore * 1000) / bytesPerSecond;
  }

  /** Needed bytes that play before the end of `range`; null where none of it is needed. */
  #bytesBefore(range: ByteRange): number | null {
    const last = this.#near.byStart[this.#lastStartingBefore(range.endExclusive)];
    if (!last || last.part.endExclusive <= range.start) return null;
    return last.bytesBefore + Math.min(range.endExclusive, last.part.endExclusive) - last.part.start;
  }

  /**
   * From a missing byte on as far as needs touch in the file, though they play at different times: later bytes of a
   * request do not hold up those before them.
   */
  #run(start: number, held: RangeSet, busy: RangeSet, maxBytes: number): ByteRange | null {
    const needed = this.neededPart(byteRange(start, start + maxBytes));
    return needed && firstMissing(needed, held, busy);
  }

  /** Of as many needs as decisions are made on: a badly interleaved film has thousands. */
  get #near(): Index {
    const { ranges, urgentCount } = this.needs;
    const first = this.#firstOpen;
    this.#index ??= indexOf(
      ranges.slice(first, first + tuning.needsLookedAt),
      Math.max(0, urgentCount - first),
      this.#bytesBeforeFirstOpen,
    );
    return this.#index;
  }

  /** Index into the needs sorted by start; -1 where none starts before `offset`. */
  #lastStartingBefore(offset: number): number {
    const { byStart } = this.#near;
    let low = 0;
    let high = byStart.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (byStart[middle]!.part.start < offset) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  #skipInHand(held: RangeSet): void {
    const { ranges, urgentCount } = this.needs;
    while (this.#firstOpen < ranges.length && held.has(ranges[this.#firstOpen]!)) {
      if (this.#firstOpen >= urgentCount) this.#bytesBeforeFirstOpen += byteLength(ranges[this.#firstOpen]!);
      this.#firstOpen += 1;
    }
  }
}

/** Needs without what an earlier one has; what is urgent takes no time to play: much of it may only be needed for decoding. */
function indexOf(ranges: readonly ByteRange[], urgentCount: number, bytesBeforeThem: number): Index {
  const places: Place[] = [];
  const all = new RangeSet();
  let bytesBefore = bytesBeforeThem;
  for (const [index, need] of ranges.entries()) {
    for (const part of all.missing(need)) {
      places.push({ part, bytesBefore });
      if (index >= urgentCount) bytesBefore += byteLength(part);
    }
    all.add(need);
  }
  return { all, byStart: places.sort((a, b) => a.part.start - b.part.start) };
}

const missingBytes = (range: ByteRange, held: RangeSet): number =>
  held.missing(range).reduce((sum, gap) => sum + byteLength(gap), 0);

function firstMissing(need: ByteRange, held: RangeSet, busy: RangeSet): ByteRange | null {
  for (const gap of held.missing(need)) {
    const free = busy.missing(gap)[0];
    if (free) return free;
  }
  return null;
}
