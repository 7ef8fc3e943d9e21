import { type ByteRange, byteRange } from '../bytes/range';
import type { Fragment } from '../movie';

/** Fetching a hole this small costs less than a request of its own. */
export const holeBytes = 32 * 1024;

/**
 * The bytes of fragments, most urgent first, joined where they nearly touch. Fragments of different tracks that
 * play at the same time are taken together, in file order: so an interleaved film becomes one long run, and a badly
 * interleaved one alternates between its tracks.
 * @param fragments in playing order
 * @param joinBytes the widest hole to fetch along with what lies around it
 */
export function bytesInPlayingOrder(fragments: readonly Fragment[], joinBytes = holeBytes): ByteRange[] {
  const joined: ByteRange[] = [];
  let batch: Fragment[] = [];
  for (const fragment of fragments) {
    if (batch[0] && fragment.startSeconds >= middleSeconds(batch[0])) {
      addInFileOrder(batch, joined, joinBytes);
      batch = [];
    }
    batch.push(fragment);
  }
  addInFileOrder(batch, joined, joinBytes);
  return joined;
}

/** A fragment of another track that starts after it plays with the next one of this track. */
const middleSeconds = ({ startSeconds, endSeconds }: Fragment): number => (startSeconds + endSeconds) / 2;

function addInFileOrder(fragments: readonly Fragment[], joined: ByteRange[], joinBytes: number): void {
  const ranges = fragments.flatMap((fragment) => fragment.ranges);
  for (const range of ranges.sort((a, b) => a.start - b.start)) {
    const last = joined.at(-1);
    if (last && range.start >= last.start && range.start - last.endExclusive <= joinBytes) {
      joined[joined.length - 1] = byteRange(last.start, Math.max(last.endExclusive, range.endExclusive));
    } else joined.push(range);
  }
}
