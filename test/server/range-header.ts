/** Half-open: `endExclusive - start` bytes. */
export interface ByteRange {
  start: number;
  endExclusive: number;
}

/**
 * What a `Range` header asks of a file of `lengthBytes`.
 * 'none': to be ignored (absent, malformed, several ranges); 'unsatisfiable': 416.
 */
export function parseRange(
  header: string | undefined,
  lengthBytes: number,
  suffixAllowed = true,
): ByteRange | 'none' | 'unsatisfiable' {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '');
  if (!match) return 'none';
  const [, first = '', last = ''] = match;
  if (first === '' && last === '') return 'none';
  if (first === '') {
    const suffixBytes = Math.min(Number(last), lengthBytes);
    if (!suffixAllowed || suffixBytes === 0) return 'unsatisfiable';
    return { start: lengthBytes - suffixBytes, endExclusive: lengthBytes };
  }
  const start = Number(first);
  const endExclusive = last === '' ? lengthBytes : Math.min(Number(last) + 1, lengthBytes);
  if (last !== '' && Number(last) < start) return 'none';
  return start >= lengthBytes ? 'unsatisfiable' : { start, endExclusive };
}

/** Bytes in the union of ranges that may overlap. */
export function unionBytes(ranges: readonly ByteRange[]): number {
  let total = 0;
  let reached = 0;
  for (const range of [...ranges].sort((a, b) => a.start - b.start)) {
    const start = Math.max(range.start, reached);
    if (range.endExclusive > start) total += range.endExclusive - start;
    reached = Math.max(reached, range.endExclusive);
  }
  return total;
}
