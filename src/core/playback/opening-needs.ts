import { type ByteRange, byteRange, intersect } from '../bytes/range';
import type { Needs } from '../funnel/messages';
import { tuning } from '../funnel/options';

/** What a dozen connections bring in their first requests. */
const sequelBytes = 12 * tuning.firstPieceBytes;

/**
 * What to ask for while the index is being looked for: first what somebody waits for; then what follows it, since
 * whoever read a box's header will most likely read on; then the head and the tail, where the index and the first
 * frames lie in nearly every file.
 * @param lastReadEnd where the latest read ended
 * @param byteLength of the file; null while unknown
 */
export function openingNeeds(
  waiting: readonly ByteRange[],
  lastReadEnd: number,
  byteLength: number | null,
): Needs {
  const sequel = byteRange(lastReadEnd, lastReadEnd + sequelBytes);
  const head = byteRange(0, sequelBytes);
  const tail = byteLength === null ? [] : [byteRange(Math.max(0, byteLength - tuning.tailBytes), byteLength)];
  const file = byteRange(0, byteLength ?? Infinity);
  const ranges = [...waiting, sequel, head, ...tail].flatMap((range) => intersect(range, file) ?? []);
  return { ranges, urgentCount: waiting.length, secondsFed: 0, bytesPerSecond: null };
}
