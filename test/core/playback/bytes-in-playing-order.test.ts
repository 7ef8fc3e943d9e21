import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ByteRange, byteLength, byteRange } from '../../../src/core/bytes/range';
import { RangeSet } from '../../../src/core/bytes/range-set';
import type { Fragment } from '../../../src/core/movie';
import { bytesInPlayingOrder } from '../../../src/core/playback/bytes-in-playing-order';

const KB = 1024;
const hole = 32 * KB;

const fragment = (
  trackId: number,
  startSeconds: number,
  endSeconds: number,
  ranges: ByteRange[],
): Fragment => ({
  trackId,
  startSeconds,
  endSeconds,
  ranges,
  write: () => new Uint8Array(),
});

const range = fc
  .tuple(fc.nat({ max: 2_000 * KB }), fc.integer({ min: 1, max: 300 * KB }))
  .map(([start, size]) => byteRange(start, start + size));
const fragments = fc
  .array(
    fc.record({
      seconds: fc.constantFrom(0.1, 0.5, 1),
      ranges: fc.array(range, { minLength: 1, maxLength: 4 }),
    }),
    {
      maxLength: 12,
    },
  )
  .map((parts) => {
    let start = 0;
    return parts.map(({ seconds, ranges }, i) => {
      const made = fragment(i % 2, start, start + seconds, ranges);
      start += seconds / 2;
      return made;
    });
  });
const bytesOf = (each: readonly Fragment[]) => new RangeSet(each.flatMap(({ ranges }) => ranges));

test('covers every byte of every fragment, and adds only holes that cost less than a request', () => {
  fc.assert(
    fc.property(fragments, (film) => {
      const ordered = bytesInPlayingOrder(film);
      expect(bytesOf(film).ranges.every((each) => new RangeSet(ordered).has(each))).toBe(true);
      for (const each of ordered) {
        for (const gap of bytesOf(film).missing(each)) expect(byteLength(gap)).toBeLessThanOrEqual(hole);
      }
    }),
  );
});

test('no fragment waits for bytes of one that plays a second later', () => {
  fc.assert(
    fc.property(fragments, (film) => {
      const ordered = bytesInPlayingOrder(film);
      for (const each of film) {
        const before = new RangeSet();
        for (const run of ordered) {
          const missing = each.ranges.flatMap((needed) => before.missing(needed));
          if (missing.length === 0) break;
          // Of the last run only what comes before the fragment's last byte.
          const ends = missing.filter((needed) => new RangeSet([run]).has(needed));
          const isLast = ends.length === missing.length;
          before.add(
            isLast ? byteRange(run.start, Math.max(...ends.map(({ endExclusive }) => endExclusive))) : run,
          );
        }
        const soon = film.filter(({ startSeconds }) => startSeconds < each.startSeconds + 1);
        const allowed = bytesOf(soon);
        // Small holes come along with what they lie between.
        for (const extra of allowed.missing(byteRange(0, 3_000 * KB))) {
          for (const fetched of before.ranges) {
            const start = Math.max(extra.start, fetched.start);
            const end = Math.min(extra.endExclusive, fetched.endExclusive);
            expect(end - start).toBeLessThanOrEqual(hole);
          }
        }
      }
    }),
  );
});

test('an interleaved film is one long run', () => {
  const film = Array.from({ length: 20 }, (_, i) => [
    fragment(1, i, i + 1, [byteRange(i * 110 * KB, i * 110 * KB + 100 * KB)]),
    fragment(2, i, i + 1, [byteRange(i * 110 * KB + 100 * KB, (i + 1) * 110 * KB)]),
  ]).flat();
  expect(bytesInPlayingOrder(film)).toEqual([byteRange(0, 2_200 * KB)]);
});

test('so are pictures between which lies sound that is not needed', () => {
  const film = Array.from({ length: 20 }, (_, i) =>
    fragment(1, i, i + 1, [byteRange(i * 110 * KB, i * 110 * KB + 100 * KB)]),
  );
  expect(bytesInPlayingOrder(film)).toEqual([byteRange(0, 2_190 * KB)]);
});

test('a badly interleaved film alternates between its tracks', () => {
  const far = 100_000 * KB;
  const film = Array.from({ length: 4 }, (_, i) => [
    fragment(1, i, i + 1, [byteRange(i * 100 * KB, (i + 1) * 100 * KB)]),
    fragment(2, i, i + 1, [byteRange(far + i * KB, far + (i + 1) * KB)]),
  ]).flat();
  const isFar = bytesInPlayingOrder(film).map(({ start }) => start >= far);
  expect(isFar).toEqual([false, true, false, true, false, true, false, true]);
});
