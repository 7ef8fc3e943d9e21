import { type ByteRange, byteLength, byteRange, contains, intersect } from './range';

/** A set of bytes, kept as sorted, disjoint, non-adjacent ranges. */
export class RangeSet {
  #ranges: ByteRange[] = [];

  constructor(ranges: Iterable<ByteRange> = []) {
    for (const range of ranges) this.add(range);
  }

  get ranges(): readonly ByteRange[] {
    return this.#ranges;
  }

  /** Number of bytes in the set. */
  get byteLength(): number {
    return this.#ranges.reduce((sum, range) => sum + byteLength(range), 0);
  }

  add(range: ByteRange): void {
    if (range.start >= range.endExclusive) return;
    const first = this.#firstEndingAtOrAfter(range.start);
    let last = first;
    let { start, endExclusive } = range;
    for (
      let held = this.#ranges[last];
      held && held.start <= range.endExclusive;
      held = this.#ranges[++last]
    ) {
      start = Math.min(start, held.start);
      endExclusive = Math.max(endExclusive, held.endExclusive);
    }
    this.#ranges.splice(first, last - first, { start, endExclusive });
  }

  has(range: ByteRange): boolean {
    const held = this.#ranges[this.#firstEndingAtOrAfter(range.endExclusive)];
    return range.start >= range.endExclusive || (held !== undefined && held.start <= range.start);
  }

  /** The parts of `range` that are not in the set, in order. */
  missing(range: ByteRange): ByteRange[] {
    const gaps: ByteRange[] = [];
    let position = range.start;
    for (let i = this.#firstEndingAtOrAfter(range.start); position < range.endExclusive; i++) {
      const held = this.#ranges[i];
      const gapEnd = Math.min(held?.start ?? range.endExclusive, range.endExclusive);
      if (gapEnd > position) gaps.push({ start: position, endExclusive: gapEnd });
      if (!held) break;
      position = Math.max(position, held.endExclusive);
    }
    return gaps;
  }

  /** The first bytes of `range` that are in the set, as far as they lie together; null where none are. */
  firstWithin(range: ByteRange): ByteRange | null {
    const held = this.#ranges[this.#firstEndingAtOrAfter(range.start + 1)];
    return held ? intersect(held, range) : null;
  }

  /** Keeps only the bytes that are in one of `ranges` too: one pass over both, as either may be thousands. */
  retain(ranges: readonly ByteRange[]): void {
    const held = this.#ranges;
    this.#ranges = [];
    let first = 0;
    for (const range of sortedByStart(ranges)) {
      // Ranges may overlap: what ends before this one starts is done with, what reaches into it may be needed again.
      while (first < held.length && held[first]!.endExclusive <= range.start) first += 1;
      for (let i = first; i < held.length && held[i]!.start < range.endExclusive; i++) {
        const each = held[i]!;
        const kept = contains(range, each) ? each : intersect(each, range);
        if (kept) this.#append(kept);
      }
    }
  }

  /** Adds what starts no earlier than the ranges before it. */
  #append(range: ByteRange): void {
    const last = this.#ranges.at(-1);
    if (!last || last.endExclusive < range.start) this.#ranges.push(range);
    else if (last.endExclusive < range.endExclusive) {
      this.#ranges[this.#ranges.length - 1] = byteRange(last.start, range.endExclusive);
    }
  }

  /** Index of the first range that reaches `offset` or beyond: by bisection, as a long film makes many ranges. */
  #firstEndingAtOrAfter(offset: number): number {
    let low = 0;
    let high = this.#ranges.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#ranges[middle]!.endExclusive < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Needs nearly always are in order already. */
function sortedByStart(ranges: readonly ByteRange[]): readonly ByteRange[] {
  const isSorted = ranges.every((range, i) => i === 0 || ranges[i - 1]!.start <= range.start);
  return isSorted ? ranges : ranges.toSorted((a, b) => a.start - b.start);
}
