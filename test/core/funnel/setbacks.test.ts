import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { byteRange, contains, intersect } from '../../../src/core/bytes/range';
import { RangeSet } from '../../../src/core/bytes/range-set';
import { type Setback, Setbacks } from '../../../src/core/funnel/setbacks';

const setback = (start: number, endExclusive: number, failures = 1): Setback => ({
  range: byteRange(start, endExclusive),
  failures,
  notBeforeMs: 1_000,
  fromOriginal: true,
});

describe('setbacks', () => {
  test('nobody may ask before the time has come', () => {
    const setbacks = new Setbacks();
    setbacks.add(setback(0, 10));
    expect(setbacks.cooling(999)).toEqual([byteRange(0, 10)]);
    expect(setbacks.cooling(1_000)).toEqual([]);
    expect(setbacks.readyTimesMs).toEqual([1_000]);
  });

  test('a piece that begins in one has its history, and ends with it', () => {
    const setbacks = new Setbacks();
    setbacks.add(setback(10, 20, 3));
    expect(setbacks.claim(byteRange(12, 40))).toEqual({
      piece: byteRange(12, 20),
      failures: 3,
      fromOriginal: true,
    });
    expect(setbacks.claim(byteRange(12, 40)).failures).toBe(0);
  });

  test('a piece cut shorter leaves the rest its history', () => {
    const setbacks = new Setbacks();
    setbacks.add(setback(10, 20, 3));
    expect(setbacks.claim(byteRange(10, 14)).piece).toEqual(byteRange(10, 14));
    expect(setbacks.claim(byteRange(14, 30))).toMatchObject({ piece: byteRange(14, 20), failures: 3 });
  });

  test('a piece before one stops at it', () => {
    const setbacks = new Setbacks();
    setbacks.add(setback(10, 20, 3));
    expect(setbacks.claim(byteRange(5, 15))).toEqual({
      piece: byteRange(5, 10),
      failures: 0,
      fromOriginal: false,
    });
  });

  test('a seek forgets those it does not need', () => {
    const setbacks = new Setbacks();
    setbacks.add(setback(0, 10));
    setbacks.add(setback(50, 60));
    setbacks.retain([byteRange(55, 56)]);
    expect(setbacks.cooling(0)).toEqual([byteRange(50, 60)]);
  });

  test('claiming piece by piece loses no history and invents none', () => {
    const disjoint = fc
      .uniqueArray(fc.nat({ max: 100 }), { minLength: 2, maxLength: 12 })
      .map((cuts) => cuts.sort((a, b) => a - b));
    const check = (cuts: number[], step: number) => {
      const setbacks = new Setbacks();
      const failuresAt = new Array<number>(100).fill(0);
      for (let i = 0; i + 1 < cuts.length; i += 2) {
        setbacks.add(setback(cuts[i]!, cuts[i + 1]!, i + 1));
        failuresAt.fill(i + 1, cuts[i]!, cuts[i + 1]!);
      }
      const claimed = new RangeSet();
      for (let start = 0; start < 100; ) {
        const wanted = byteRange(start, Math.min(start + step, 100));
        const { piece, failures } = setbacks.claim(wanted);
        expect(piece.start).toBe(start);
        expect(contains(wanted, piece) && piece.endExclusive > start).toBe(true);
        expect(new Set(failuresAt.slice(piece.start, piece.endExclusive))).toEqual(new Set([failures]));
        expect(claimed.ranges.some((range) => intersect(range, piece))).toBe(false);
        claimed.add(piece);
        start = piece.endExclusive;
      }
      expect(setbacks.readyTimesMs).toEqual([]);
    };
    fc.assert(fc.property(disjoint, fc.integer({ min: 1, max: 50 }), check));
  });
});
