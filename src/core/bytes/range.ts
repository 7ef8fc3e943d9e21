/** Bytes `[start, endExclusive)` of the resource. Never empty unless a function says so. */
export interface ByteRange {
  readonly start: number;
  readonly endExclusive: number;
}

export const byteRange = (start: number, endExclusive: number): ByteRange => ({ start, endExclusive });

export const byteLength = (range: ByteRange): number => range.endExclusive - range.start;

/** The bytes both ranges share, or null where they share none. */
export function intersect(a: ByteRange, b: ByteRange): ByteRange | null {
  const start = Math.max(a.start, b.start);
  const endExclusive = Math.min(a.endExclusive, b.endExclusive);
  return start < endExclusive ? { start, endExclusive } : null;
}

export const contains = (outer: ByteRange, inner: ByteRange): boolean =>
  outer.start <= inner.start && inner.endExclusive <= outer.endExclusive;
