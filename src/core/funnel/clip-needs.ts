import { type ByteRange, byteLength, byteRange } from '../bytes/range';
import type { Needs } from './messages';

/**
 * The same needs without what lies beyond the end of the file, and no more of them than there is room for in memory:
 * what somebody waits for always, what comes later as far as `maxBytes` go.
 */
export function clipNeeds(needs: Needs, fileByteLength: number, maxBytes: number): Needs {
  if (fits(needs, fileByteLength, maxBytes)) return needs;
  const ranges: ByteRange[] = [];
  let urgentCount = 0;
  let room = maxBytes;
  for (const [index, range] of needs.ranges.entries()) {
    const isUrgent = index < needs.urgentCount;
    if (!isUrgent && room <= 0) break;
    const longest = Math.min(fileByteLength, isUrgent ? Infinity : range.start + room);
    const endExclusive = Math.min(range.endExclusive, longest);
    if (endExclusive <= range.start) continue;
    const kept = byteRange(range.start, endExclusive);
    ranges.push(kept);
    room -= byteLength(kept);
    if (isUrgent) urgentCount += 1;
  }
  return { ...needs, ranges, urgentCount };
}

/** As nearly always: then not one of thousands of ranges is copied. */
function fits({ ranges }: Needs, fileByteLength: number, maxBytes: number): boolean {
  let bytes = 0;
  for (const range of ranges) {
    bytes += byteLength(range);
    if (range.endExclusive > fileByteLength) return false;
  }
  return bytes <= maxBytes;
}
