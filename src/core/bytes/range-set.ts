import { type ByteRange, byteLength, intersect } from './range';

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

  /** Keeps only the bytes that are in one of `ranges` too. */
  retain(ranges: Iterable<ByteRange>): void {
    const kept = new RangeSet();
    for (const range of ranges) {
      for (let i = this.#firstEndingAtOrAfter(range.start); i < this.#ranges.length; i++) {
        const shared = intersect(this.#ranges[i]!, range);
        if (shared) kept.add(shared);
        else if (this.#ranges[i]!.start >= range.endExclusive) break;
      }
    }
    this.#ranges = kept.#ranges;
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
