import { type ByteRange, byteLength, byteRange } from '../bytes/range';
import type { RangeSet } from '../bytes/range-set';
import type { Needs } from './messages';

export interface Gap {
  /** Needed bytes that are neither in hand nor being fetched; at most `maxBytes`. */
  readonly range: ByteRange;
  readonly urgent: boolean;
  /** Needed bytes that come before it in playing order. */
  readonly bytesBefore: number;
}

/** The first bytes in playing order that nobody has and nobody fetches; null when there are none. */
export function firstGap(needs: Needs, held: RangeSet, busy: RangeSet, maxBytes: number): Gap | null {
  let bytesBefore = 0;
  for (const [index, need] of needs.ranges.entries()) {
    const gap = firstMissing(need, held, busy);
    if (gap) {
      const urgent = index < needs.urgentCount;
      const range = urgent ? gap : joinFollowing(gap, needs.ranges, index, held, busy, maxBytes);
      const end = Math.min(range.endExclusive, range.start + maxBytes);
      return {
        range: byteRange(range.start, end),
        urgent,
        bytesBefore: bytesBefore + gap.start - need.start,
      };
    }
    bytesBefore += byteLength(need);
  }
  return null;
}

/** Bytes of the urgent needs that nobody has and nobody fetches. */
export function urgentGapBytes(needs: Needs, held: RangeSet, busy: RangeSet): number {
  let sum = 0;
  for (const need of needs.ranges.slice(0, needs.urgentCount)) {
    for (const gap of held.missing(need)) {
      for (const free of busy.missing(gap)) sum += byteLength(free);
    }
  }
  return sum;
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
