import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bufferedEnd, evictions, type TimeRange } from '../../../src/core/playback/buffered';

const seconds = fc.double({ min: 0, max: 100, noNaN: true });

/** Ranges as a browser gives them: in order, apart. */
const buffered = fc
  .uniqueArray(fc.nat({ max: 1000 }), { maxLength: 12 })
  .map((cuts) => cuts.toSorted((a, b) => a - b))
  .map((cuts): TimeRange[] =>
    Array.from({ length: Math.floor(cuts.length / 2) }, (_, i) => ({
      start: cuts[2 * i]! / 10,
      end: cuts[2 * i + 1]! / 10,
    })),
  );

describe('where buffered film ends', () => {
  test('at the end of what is there, across cracks of less than a frame', () => {
    const ranges = [
      { start: 0, end: 5 },
      { start: 5.03, end: 9 },
      { start: 9.5, end: 12 },
    ];
    expect(bufferedEnd(ranges, 2)).toBe(9);
    expect(bufferedEnd(ranges, 9.6)).toBe(12);
    expect(bufferedEnd(ranges, 9.2)).toBeNull();
    expect(bufferedEnd(ranges, 12)).toBeNull();
    expect(bufferedEnd([], 0)).toBeNull();
  });

  test('never before the moment asked about, and always at the end of a range', () => {
    fc.assert(
      fc.property(buffered, seconds, (ranges, time) => {
        const end = bufferedEnd(ranges, time);
        const inside = ranges.some(({ start, end }) => start <= time && time < end);
        if (inside) expect(end).not.toBeNull();
        if (end === null) return;
        expect(end).toBeGreaterThan(time);
        expect(ranges.map((range) => range.end)).toContain(end);
      }),
    );
  });
});

describe('what is removed', () => {
  test('lies wholly outside what is kept, and leaves nothing else outside it', () => {
    fc.assert(
      fc.property(buffered, seconds, seconds, (ranges, from, length) => {
        const until = from + length;
        const removed = evictions(ranges, from, until);
        for (const { start, end } of removed) {
          expect(end).toBeGreaterThan(start);
          expect(end <= from || start >= until).toBe(true);
        }
        for (const { start, end } of ranges) {
          for (const time of [start, end - 1e-6]) {
            const stale = time < from || time > until;
            if (stale) expect(removed.some((range) => range.start <= time && time <= range.end)).toBe(true);
          }
        }
      }),
    );
  });

  test('is nothing ahead when all of it may stay', () => {
    expect(evictions([{ start: 0, end: 100 }], 30, Infinity)).toEqual([{ start: 0, end: 30 }]);
  });
});
