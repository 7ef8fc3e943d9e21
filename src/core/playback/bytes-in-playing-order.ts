import { type ByteRange, byteRange } from '../bytes/range';
import type { Fragment } from '../movie';

/** Fetching a hole this small costs less than a request of its own. */
export const holeBytes = 32 * 1024;

/**
 * The bytes of fragments, most urgent first, joined where they nearly touch. Fragments of different tracks that
 * play at the same time are taken together, in file order: so an interleaved film becomes one long run, and a badly
 * interleaved one alternates between its tracks.
 * @param fragments in playing order
 */
export function bytesInPlayingOrder(fragments: readonly Fragment[]): ByteRange[] {
  const joined: ByteRange[] = [];
  let batch: Fragment[] = [];
  for (const fragment of fragments) {
    if (batch[0] && fragment.startSeconds >= middleSeconds(batch[0])) {
      joined.push(...inFileOrder(batch));
      batch = [];
    }
    batch.push(fragment);
  }
  return [...joined, ...inFileOrder(batch)];
}

/** A fragment of another track that starts after it plays with the next one of this track. */
const middleSeconds = ({ startSeconds, endSeconds }: Fragment): number => (startSeconds + endSeconds) / 2;

function inFileOrder(fragments: readonly Fragment[]): ByteRange[] {
  const joined: ByteRange[] = [];
  const ranges = fragments.flatMap((fragment) => fragment.ranges);
  for (const range of ranges.sort((a, b) => a.start - b.start)) {
    const last = joined.at(-1);
    if (last && range.start - last.endExclusive <= holeBytes) {
      joined[joined.length - 1] = byteRange(last.start, Math.max(last.endExclusive, range.endExclusive));
    } else joined.push(range);
  }
  return joined;
}
