import { type ByteRange, byteRange, intersect } from '../bytes/range';
import type { Needs } from './messages';

/** The same needs without what lies beyond the end of the file. */
export function clipNeeds(needs: Needs, byteLength: number): Needs {
  const file = byteRange(0, byteLength);
  const clip = (ranges: readonly ByteRange[]) => ranges.flatMap((range) => intersect(range, file) ?? []);
  const urgent = clip(needs.ranges.slice(0, needs.urgentCount));
  const later = clip(needs.ranges.slice(needs.urgentCount));
  return { ...needs, ranges: [...urgent, ...later], urgentCount: urgent.length };
}
