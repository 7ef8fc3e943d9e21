import { type ByteRange, byteLength, byteRange } from '../bytes/range';

/** Fetching a hole this small costs less than a request of its own. */
const holeBytes = 32 * 1024;
/** A joined range stops growing here, or a badly interleaved file's video would run far ahead of its audio. */
const joinedBytes = 512 * 1024;
/** Tracks of one film advance side by side: each has its own range that grows. */
const growingRanges = 4;

/** Ranges in playing order, with those that nearly touch joined: an interleaved film becomes long runs. */
export function joinRanges(ranges: Iterable<ByteRange>): ByteRange[] {
  const joined: ByteRange[] = [];
  for (const range of ranges) {
    const index = joined.findLastIndex(
      (each, i) =>
        i >= joined.length - growingRanges &&
        byteLength(each) < joinedBytes &&
        range.start >= each.start &&
        range.start - each.endExclusive <= holeBytes,
    );
    const host = joined[index];
    if (host) joined[index] = byteRange(host.start, Math.max(host.endExclusive, range.endExclusive));
    else joined.push(range);
  }
  return joined;
}
