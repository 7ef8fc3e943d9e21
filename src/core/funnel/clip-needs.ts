import { type ByteRange, byteLength, byteRange, intersect } from '../bytes/range';
import type { Needs } from './messages';

/**
 * The same needs without what lies beyond the end of the file, and no more of them than there is room for in memory:
 * what somebody waits for always, what comes later as far as `maxBytes` go.
 */
export function clipNeeds(needs: Needs, fileByteLength: number, maxBytes: number): Needs {
  const file = byteRange(0, fileByteLength);
  const clip = (ranges: readonly ByteRange[]) => ranges.flatMap((range) => intersect(range, file) ?? []);
  const urgent = clip(needs.ranges.slice(0, needs.urgentCount));
  const later = clip(needs.ranges.slice(needs.urgentCount));
  let room = maxBytes - urgent.reduce((sum, range) => sum + byteLength(range), 0);
  const ranges = [...urgent];
  for (const range of later) {
    if (room <= 0) break;
    const kept = byteRange(range.start, Math.min(range.endExclusive, range.start + room));
    ranges.push(kept);
    room -= byteLength(kept);
  }
  return { ...needs, ranges, urgentCount: urgent.length };
}
