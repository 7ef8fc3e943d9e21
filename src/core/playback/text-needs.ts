import { type ByteRange, byteRange } from '../bytes/range';
import type { TextSample } from '../movie';

/** Captions are a few dozen bytes: what lies this far apart is still cheaper in one request. */
const textHoleBytes = 4 * 1024;
/** No more at a time: text must not keep connections from sound and picture. */
const rangesMax = 4;

/**
 * What to ask for so that text is there in time: only what is to be shown before `untilSeconds`, and what lies with it.
 * The rest mostly comes by itself, as it lies between the sound and the picture of its time.
 * @param samples whose text is not there yet
 */
export function textNeeds(samples: readonly TextSample[], untilSeconds: number): ByteRange[] {
  const joined: { range: ByteRange; isSoon: boolean }[] = [];
  for (const { range, startSeconds } of samples.toSorted((a, b) => a.range.start - b.range.start)) {
    const isSoon = startSeconds < untilSeconds;
    const last = joined.at(-1);
    if (last && range.start - last.range.endExclusive <= textHoleBytes) {
      const end = Math.max(last.range.endExclusive, range.endExclusive);
      joined[joined.length - 1] = {
        range: byteRange(last.range.start, end),
        isSoon: last.isSoon || isSoon,
      };
    } else joined.push({ range, isSoon });
  }
  return joined
    .filter(({ isSoon }) => isSoon)
    .slice(0, rangesMax)
    .map(({ range }) => range);
}
