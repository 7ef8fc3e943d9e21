import { type ByteRange, byteLength, byteRange, intersect } from '../bytes/range';
import type { RangeSet } from '../bytes/range-set';
import type { Needs } from './messages';

export interface Gap {
  /** Needed bytes that are neither in hand nor being fetched; at most `maxBytes`. */
  readonly range: ByteRange;
  readonly urgent: boolean;
  /** Needed bytes that come before it in playing order. */
  readonly bytesBefore: number;
}

/** What the playhead needs, in the order it plays: what comes next, and when it is due. */
export class PlayingOrder {
  readonly needs: Needs;
  readonly #toldAtMs: number;
  /** Needs before this one are in hand as a whole: bytes are only dropped when new needs are told. */
  #firstOpen = 0;
  #bytesBeforeFirstOpen = 0;
  #byStart: readonly { readonly need: ByteRange; readonly bytesBefore: number }[] | null = null;

  constructor(needs: Needs, toldAtMs: number) {
    this.needs = needs;
    this.#toldAtMs = toldAtMs;
  }

  /** The first bytes in playing order that nobody has and nobody fetches; null when there are none. */
  firstGap(held: RangeSet, busy: RangeSet, maxBytes: number): Gap | null {
    const { ranges, urgentCount } = this.needs;
    this.#skipInHand(held);
    let bytesBefore = this.#bytesBeforeFirstOpen;
    for (let index = this.#firstOpen; index < ranges.length; index++) {
      const need = ranges[index]!;
      const gap = firstMissing(need, held, busy);
      if (gap) {
        const urgent = index < urgentCount;
        const joined = urgent ? gap : joinFollowing(gap, ranges, index, held, busy, maxBytes);
        const range = byteRange(joined.start, Math.min(joined.endExclusive, joined.start + maxBytes));
        return { range, urgent, bytesBefore: bytesBefore + gap.start - need.start };
      }
      bytesBefore += byteLength(need);
    }
    return null;
  }

  /** Bytes of the urgent needs that nobody has and nobody fetches. */
  urgentGapBytes(held: RangeSet, busy: RangeSet): number {
    let sum = 0;
    for (const need of this.needs.ranges.slice(0, this.needs.urgentCount)) {
      for (const gap of held.missing(need)) {
        for (const free of busy.missing(gap)) sum += byteLength(free);
      }
    }
    return sum;
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
    let part: ByteRange | null = null;
    const first = Math.max(0, this.#lastStartingBefore(range.start + 1));
    for (let index = first; index < this.#sorted.length; index++) {
      const { need } = this.#sorted[index]!;
      if (need.start >= (part ?? range).endExclusive + (part ? 1 : 0)) break;
      const next = intersect(range, need);
      if (next)
        part = byteRange(part?.start ?? next.start, Math.max(part?.endExclusive ?? 0, next.endExclusive));
    }
    return part;
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
    const last = this.#sorted[this.#lastStartingBefore(range.endExclusive)];
    if (!last || last.need.endExclusive <= range.start) return null;
    return last.bytesBefore + Math.min(range.endExclusive, last.need.endExclusive) - last.need.start;
  }

  get #sorted() {
    this.#byStart ??= sortedByStart(this.needs.ranges);
    return this.#byStart;
  }

  /** Index into the needs sorted by start; -1 where none starts before `offset`. */
  #lastStartingBefore(offset: number): number {
    let low = 0;
    let high = this.#sorted.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#sorted[middle]!.need.start < offset) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  #skipInHand(held: RangeSet): void {
    const { ranges } = this.needs;
    while (this.#firstOpen < ranges.length && held.has(ranges[this.#firstOpen]!)) {
      this.#bytesBeforeFirstOpen += byteLength(ranges[this.#firstOpen]!);
      this.#firstOpen += 1;
    }
  }
}

function sortedByStart(ranges: readonly ByteRange[]) {
  let bytesBefore = 0;
  const places = ranges.map((need) => {
    const place = { need, bytesBefore };
    bytesBefore += byteLength(need);
    return place;
  });
  return places.sort((a, b) => a.need.start - b.need.start);
}

function firstMissing(need: ByteRange, held: RangeSet, busy: RangeSet): ByteRange | null {
  for (const gap of held.missing(need)) {
    const free = busy.missing(gap)[0];
    if (free) return free;
  }
  return null;
}

/** Needs that touch in the file are one request, though the plan lists them apart. */
function joinFollowing(
  gap: ByteRange,
  needs: readonly ByteRange[],
  index: number,
  held: RangeSet,
  busy: RangeSet,
  maxBytes: number,
): ByteRange {
  let endExclusive = gap.endExclusive;
  for (let i = index + 1; i < needs.length && endExclusive - gap.start < maxBytes; i++) {
    const next = needs[i]!;
    if (endExclusive !== needs[i - 1]!.endExclusive || next.start !== endExclusive) break;
    const more = firstMissing(next, held, busy);
    if (more?.start !== next.start) break;
    endExclusive = more.endExclusive;
  }
  return byteRange(gap.start, endExclusive);
}
