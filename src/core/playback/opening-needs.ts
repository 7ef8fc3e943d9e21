import { type ByteRange, byteRange, intersect, byteLength as lengthOf } from '../bytes/range';
import type { Needs } from '../funnel/messages';
import { tuning } from '../funnel/options';

/** Most first frames, with a little sound, take no more. */
const firstFrameBytes = 64 * 1024;
/** Nothing but an index is read in larger parts. */
const headersBytes = 4 * 1024;

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
  // Whoever reads more than box headers has found the index: what follows may be the first frame.
  const isFound = waiting.some((range) => lengthOf(range) > headersBytes);
  const sequel = byteRange(lastReadEnd, lastReadEnd + (isFound ? firstFrameBytes : tuning.guessBytes));
  const head = byteRange(0, tuning.guessBytes);
  const tail = byteLength === null ? [] : [byteRange(Math.max(0, byteLength - tuning.tailBytes), byteLength)];
  const file = byteRange(0, byteLength ?? Infinity);
  const ranges = [...waiting, sequel, head, ...tail].flatMap((range) => intersect(range, file) ?? []);
  return { ranges, urgentCount: waiting.length, secondsFed: 0, bytesPerSecond: null };
}
