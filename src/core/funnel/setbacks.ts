import { type ByteRange, byteRange, intersect } from '../bytes/range';

/** Bytes a request failed to bring, waiting to be asked for again. */
export interface Setback {
  readonly range: ByteRange;
  /** Failures in a row; counted anew whenever bytes came. */
  readonly failures: number;
  readonly notBeforeMs: number;
  readonly fromOriginal: boolean;
}

export class Setbacks {
  #setbacks: Setback[] = [];

  add(setback: Setback): void {
    this.#setbacks.push(setback);
  }

  /** Ranges nobody may ask for yet. */
  cooling(nowMs: number): ByteRange[] {
    return this.#setbacks.filter((setback) => setback.notBeforeMs > nowMs).map((setback) => setback.range);
  }

  /** All may be asked for from then on. */
  hurry(untilMs: number): void {
    this.#setbacks = this.#setbacks.map((setback) => ({
      ...setback,
      notBeforeMs: Math.min(setback.notBeforeMs, untilMs),
    }));
  }

  get readyTimesMs(): number[] {
    return this.#setbacks.map((setback) => setback.notBeforeMs);
  }

  /** Cuts a piece so that all of it has one history, and takes that history out. */
  claim(piece: ByteRange): { piece: ByteRange; failures: number; fromOriginal: boolean } {
    const holder = this.#setbacks.find(({ range }) =>
      intersect(range, byteRange(piece.start, piece.start + 1)),
    );
    const nextStart = this.#setbacks
      .map(({ range }) => range.start)
      .filter((start) => start > piece.start)
      .reduce((a, b) => Math.min(a, b), Infinity);
    const endExclusive = Math.min(
      piece.endExclusive,
      holder?.range.endExclusive ?? Infinity,
      holder ? Infinity : nextStart,
    );
    if (holder) {
      this.#setbacks = this.#setbacks.filter((setback) => setback !== holder);
      if (endExclusive < holder.range.endExclusive) {
        this.add({ ...holder, range: byteRange(endExclusive, holder.range.endExclusive) });
      }
    }
    return {
      piece: byteRange(piece.start, endExclusive),
      failures: holder?.failures ?? 0,
      fromOriginal: holder?.fromOriginal ?? false,
    };
  }

  retain(ranges: readonly ByteRange[]): void {
    this.#setbacks = this.#setbacks.filter((setback) => ranges.some((r) => intersect(r, setback.range)));
  }
}
