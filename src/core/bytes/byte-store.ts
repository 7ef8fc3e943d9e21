import { lowest } from '../lowest';
import { type ByteRange, byteLength, contains, intersect } from './range';
import { RangeSet } from './range-set';

/** Bytes lying together in one buffer, which may have room for more of them. */
interface Extent {
  readonly start: number;
  readonly buffer: Uint8Array;
  filled: number;
}

/**
 * Network chunks are as small as 2 KB: gathering them saves thousands of objects and makes most reads free of copying.
 * What goes on where another extent ended has twice its room, so that little is allocated for a piece of which little came.
 */
const extentCapacityMin = 16 * 1024;
const extentCapacityMax = 256 * 1024;

/** The bytes in hand: fetched and not yet dropped. No byte is put twice; the funnel sees to that. */
export class ByteStore {
  /** Sorted by start, disjoint. */
  #extents: Extent[] = [];

  put(start: number, bytes: Uint8Array): void {
    const index = this.#lastStartingAtOrBefore(start);
    const before = this.#extents[index];
    if (
      before &&
      before.start + before.filled === start &&
      before.buffer.length - before.filled >= bytes.length
    ) {
      before.buffer.set(bytes, before.filled);
      before.filled += bytes.length;
      return;
    }
    // A chunk that fills an extent by itself is kept as it came.
    const isSequel = before !== undefined && before.start + before.filled === start;
    const capacity = isSequel ? Math.min(2 * before.buffer.length, extentCapacityMax) : extentCapacityMin;
    const isLarge = bytes.length >= Math.max(capacity, extentCapacityMin) / 4;
    const buffer = isLarge ? bytes : new Uint8Array(Math.max(capacity, extentCapacityMin));
    if (buffer !== bytes) buffer.set(bytes);
    this.#extents.splice(index + 1, 0, { start, buffer, filled: bytes.length });
  }

  /**
   * The bytes of `range`; a view where they lie together, else a copy.
   * @throws RangeError when one of them is not in hand.
   */
  read(range: ByteRange): Uint8Array {
    let index = this.#lastStartingAtOrBefore(range.start);
    const first = this.#extents[index];
    if (first && contains(extentRange(first), range)) {
      return first.buffer.subarray(range.start - first.start, range.endExclusive - first.start);
    }
    const joined = new Uint8Array(byteLength(range));
    let position = range.start;
    while (position < range.endExclusive) {
      const extent = this.#extents[index++];
      const part = extent && intersect(extentRange(extent), { ...range, start: position });
      if (!extent || part?.start !== position) throw new RangeError(`byte ${position} is not in hand`);
      joined.set(
        extent.buffer.subarray(part.start - extent.start, part.endExclusive - extent.start),
        position - range.start,
      );
      position = part.endExclusive;
    }
    return joined;
  }

  /** Drops every byte that is in none of these ranges. */
  retain(overlapping: readonly ByteRange[]): void {
    const { ranges } = new RangeSet(overlapping);
    this.#extents = this.#extents.flatMap((extent) => {
      const whole = extentRange(extent);
      if (ranges.some((range) => contains(range, whole))) return extent;
      return ranges.flatMap((range) => {
        const kept = intersect(whole, range);
        return kept ? cut(extent, kept) : [];
      });
    });
  }

  /** Memory taken, spare room included. */
  get allocatedBytes(): number {
    return this.#extents.reduce((sum, extent) => sum + extent.buffer.byteLength, 0);
  }

  #lastStartingAtOrBefore(offset: number): number {
    return lowest(this.#extents.length, (index) => this.#extents[index]!.start > offset) - 1;
  }
}

const extentRange = (extent: Extent): ByteRange => ({
  start: extent.start,
  endExclusive: extent.start + extent.filled,
});

function cut(extent: Extent, { start, endExclusive }: ByteRange): Extent {
  const buffer = extent.buffer.subarray(start - extent.start, endExclusive - extent.start);
  return { start, buffer, filled: buffer.length };
}
