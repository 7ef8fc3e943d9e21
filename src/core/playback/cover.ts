import { type ByteRange, byteRange } from '../bytes/range';
import { RangeSet } from '../bytes/range-set';
import { holeBytes } from './bytes-in-playing-order';

/**
 * How many bytes are fetched for the sake of some ranges: theirs, and those of the holes between them that are too small
 * to be left out. Never fewer than `bytesInPlayingOrder` says, however it groups them.
 */
export class Cover {
  /** Each range with a hole's length after it: two of them meet where the hole between them is fetched. */
  readonly #stretched = new RangeSet();

  add(ranges: Iterable<ByteRange>): void {
    for (const { start, endExclusive } of ranges) {
      this.#stretched.add(byteRange(start, endExclusive + holeBytes));
    }
  }

  get byteLength(): number {
    return this.#stretched.byteLength - holeBytes * this.#stretched.ranges.length;
  }
}
