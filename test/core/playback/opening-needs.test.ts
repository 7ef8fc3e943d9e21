import fc from 'fast-check';
import { expect, test } from 'vitest';
import { byteRange } from '../../../src/core/bytes/range';
import { RangeSet } from '../../../src/core/bytes/range-set';
import { openingNeeds } from '../../../src/core/playback/opening-needs';

const reading = fc.integer({ min: 1, max: 10_000_000 }).chain((byteLength) =>
  fc.record({
    byteLength: fc.constant(byteLength),
    reads: fc.array(
      fc
        .tuple(fc.nat({ max: byteLength - 1 }), fc.integer({ min: 1, max: 200_000 }))
        .map(([start, size]) => byteRange(start, Math.min(start + size, byteLength))),
      { maxLength: 4 },
    ),
  }),
);

test('needs lie inside the file, what is waited for first', () => {
  fc.assert(
    fc.property(reading, ({ byteLength, reads }) => {
      const lastReadEnd = reads.at(-1)?.endExclusive ?? 0;
      const { ranges, urgentCount, secondsFed } = openingNeeds(reads, lastReadEnd, byteLength);
      expect(ranges.slice(0, urgentCount)).toEqual(reads);
      expect(secondsFed).toBe(0);
      for (const range of ranges) {
        expect(range.start).toBeGreaterThanOrEqual(0);
        expect(range.endExclusive).toBeGreaterThan(range.start);
        expect(range.endExclusive).toBeLessThanOrEqual(byteLength);
      }
      const all = new RangeSet(ranges);
      expect(all.has(byteRange(0, 1)) && all.has(byteRange(byteLength - 1, byteLength))).toBe(true);
    }),
  );
});

test('before the length is known the head is asked for, and no more than a dozen first pieces of it', () => {
  const { ranges, urgentCount } = openingNeeds([], 0, null);
  expect(urgentCount).toBe(0);
  expect(new RangeSet(ranges).ranges).toEqual([byteRange(0, 12 * 24 * 1024)]);
});
