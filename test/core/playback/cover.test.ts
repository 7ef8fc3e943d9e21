import fc from 'fast-check';
import { expect, test } from 'vitest';
import { byteRange } from '../../../src/core/bytes/range';
import { RangeSet } from '../../../src/core/bytes/range-set';
import type { Fragment } from '../../../src/core/movie';
import { bytesInPlayingOrder } from '../../../src/core/playback/bytes-in-playing-order';
import { Cover } from '../../../src/core/playback/cover';

const coverOf = (fragments: readonly Fragment[]) => {
  const cover = new Cover();
  for (const { ranges } of fragments) cover.add(ranges);
  return cover.byteLength;
};

const fragment: fc.Arbitrary<Fragment> = fc
  .record({
    trackId: fc.integer({ min: 1, max: 3 }),
    startSeconds: fc.double({ min: 0, max: 10, noNaN: true }),
    seconds: fc.double({ min: 0, max: 3, noNaN: true }),
    starts: fc.array(fc.integer({ min: 0, max: 1_000_000 }), { minLength: 1, maxLength: 4 }),
    byteLength: fc.integer({ min: 1, max: 100_000 }),
  })
  .map(({ trackId, startSeconds, seconds, starts, byteLength }) => ({
    trackId,
    startSeconds,
    endSeconds: startSeconds + seconds,
    ranges: new RangeSet(starts.map((start) => byteRange(start, start + byteLength))).ranges,
    write: () => new Uint8Array(),
  }));

test('counts the holes that are fetched and no others', () => {
  const cover = new Cover();
  expect(cover.byteLength).toBe(0);
  cover.add([byteRange(0, 1_000), byteRange(1_000 + 32 * 1024, 40_000)]);
  expect(cover.byteLength).toBe(40_000);
  cover.add([byteRange(40_000 + 32 * 1024 + 1, 80_000)]);
  expect(cover.byteLength).toBe(80_000 - 32 * 1024 - 1);
  cover.add([byteRange(0, 80_000)]);
  expect(cover.byteLength).toBe(80_000);
});

test('is never less than what is asked for, wherever the playhead divides it', () => {
  fc.assert(
    fc.property(fc.array(fragment), fc.nat(), (fragments, part) => {
      const inOrder = fragments.toSorted((a, b) => a.startSeconds - b.startSeconds);
      const urgentCount = part % (fragments.length + 1);
      const asked = [inOrder.slice(0, urgentCount), inOrder.slice(urgentCount)].flatMap(bytesInPlayingOrder);
      expect(new RangeSet(asked).byteLength).toBeLessThanOrEqual(coverOf(fragments));
    }),
  );
});

test('is that of the ranges, in whatever order they come', () => {
  fc.assert(
    fc.property(fc.array(fragment), (fragments) => {
      expect(coverOf(fragments.toReversed())).toBe(coverOf(fragments));
      expect(coverOf([...fragments, ...fragments])).toBe(coverOf(fragments));
    }),
  );
});
