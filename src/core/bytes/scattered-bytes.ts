import { lowest } from '../lowest';
import type { ByteRange } from './range';

interface Part {
  readonly range: ByteRange;
  readonly bytes: Uint8Array;
}

/** Bytes of small ranges lying apart, each in memory of its own, so that none keeps more than itself. */
export class ScatteredBytes {
  /** By start, disjoint. */
  #parts: Part[] = [];
  #byteLength = 0;

  get byteLength(): number {
    return this.#byteLength;
  }

  /** Copies bytes that are not there yet. */
  put(range: ByteRange, bytes: Uint8Array): void {
    this.#parts.splice(this.#firstEndingAfter(range.start), 0, { range, bytes: bytes.slice() });
    this.#byteLength += bytes.length;
  }

  has({ start, endExclusive }: ByteRange): boolean {
    let position = start;
    for (let index = this.#firstEndingAfter(start); position < endExclusive; index++) {
      const part = this.#parts[index];
      if (!part || part.range.start > position) return false;
      position = part.range.endExclusive;
    }
    return true;
  }

  /** @throws RangeError when a byte of `range` is not there. */
  read(range: ByteRange): Uint8Array {
    if (!this.has(range)) throw new RangeError(`bytes from ${range.start} on are not kept`);
    const bytes = new Uint8Array(range.endExclusive - range.start);
    let position = range.start;
    for (let index = this.#firstEndingAfter(position); position < range.endExclusive; index++) {
      const part = this.#parts[index]!;
      const end = Math.min(part.range.endExclusive, range.endExclusive);
      bytes.set(
        part.bytes.subarray(position - part.range.start, end - part.range.start),
        position - range.start,
      );
      position = end;
    }
    return bytes;
  }

  /** Drops the parts that lie in one of these. */
  drop(ranges: readonly ByteRange[]): void {
    for (const { start, endExclusive } of ranges) {
      const first = this.#firstEndingAfter(start);
      const count = this.#parts.slice(first).findIndex(({ range }) => range.start >= endExclusive);
      const dropped = this.#parts.splice(first, count < 0 ? this.#parts.length : count);
      for (const { bytes } of dropped) this.#byteLength -= bytes.length;
    }
  }

  #firstEndingAfter(offset: number): number {
    return lowest(this.#parts.length, (index) => this.#parts[index]!.range.endExclusive > offset);
  }
}
