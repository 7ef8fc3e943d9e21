import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ByteRange, byteRange } from '../../../src/core/bytes/range';
import { RangeSet } from '../../../src/core/bytes/range-set';
import { firstGap, urgentGapBytes } from '../../../src/core/funnel/next-piece';
import { rangeWithin } from '../bytes/arbitrary-range';

const none = new RangeSet();
const needs = (ranges: ByteRange[], urgentCount = 0) => ({ ranges, urgentCount, secondsFed: 0 });

describe('the first gap', () => {
  test('is the first in playing order, not in the file', () => {
    const gap = firstGap(needs([byteRange(900, 1000), byteRange(0, 100)]), none, none, 1000);
    expect(gap?.range).toEqual(byteRange(900, 1000));
  });

  test('passes over what is in hand and what is being fetched', () => {
    const held = new RangeSet([byteRange(0, 10)]);
    const busy = new RangeSet([byteRange(10, 20)]);
    const gap = firstGap(needs([byteRange(0, 50)]), held, busy, 1000);
    expect(gap).toEqual({ range: byteRange(20, 50), urgent: false, bytesBefore: 20 });
  });

  test('goes on through needs that touch, and stops where they do not', () => {
    const ranges = [byteRange(0, 10), byteRange(10, 20), byteRange(21, 30)];
    expect(firstGap(needs(ranges), none, none, 1000)?.range).toEqual(byteRange(0, 20));
    expect(firstGap(needs(ranges), none, none, 15)?.range).toEqual(byteRange(0, 15));
  });

  test('counts what comes before it in playing order, in hand or not', () => {
    const held = new RangeSet([byteRange(900, 1000), byteRange(0, 30)]);
    const gap = firstGap(needs([byteRange(900, 1000), byteRange(0, 100)]), held, none, 1000);
    expect(gap).toMatchObject({ range: byteRange(30, 100), bytesBefore: 130 });
  });

  test('is nothing where everything is in hand or coming', () => {
    expect(firstGap(needs([byteRange(0, 10)]), new RangeSet([byteRange(0, 10)]), none, 10)).toBeNull();
  });

  const ranges = fc.array(rangeWithin(60), { maxLength: 6 });
  const case_ = fc.record({ wanted: ranges, held: ranges, busy: ranges, urgentCount: fc.nat({ max: 6 }) });

  test('is needed, free, and nothing needed and free comes before it', () => {
    fc.assert(
      fc.property(case_, fc.integer({ min: 1, max: 60 }), ({ wanted, held, busy, urgentCount }, maxBytes) => {
        const taken = new RangeSet([...held, ...busy]);
        const isFree = (offset: number) => !taken.has(byteRange(offset, offset + 1));
        const inOrder = wanted.flatMap((range, index) =>
          Array.from({ length: range.endExclusive - range.start }, (_, i) => ({
            offset: range.start + i,
            index,
          })),
        );
        const first = inOrder.find(({ offset }) => isFree(offset));
        const gap = firstGap(needs(wanted, urgentCount), new RangeSet(held), new RangeSet(busy), maxBytes);
        expect(gap?.range.start).toBe(first?.offset);
        if (!gap || !first) return;
        expect(gap.urgent).toBe(first.index < urgentCount);
        expect(gap.range.endExclusive - gap.range.start).toBeLessThanOrEqual(maxBytes);
        const union = new RangeSet(wanted);
        for (let offset = gap.range.start; offset < gap.range.endExclusive; offset++) {
          expect(isFree(offset) && union.has(byteRange(offset, offset + 1))).toBe(true);
        }
      }),
      { numRuns: 1000 },
    );
  });

  test('the urgent bytes nobody fetches are counted', () => {
    const wanted = needs([byteRange(0, 10), byteRange(20, 30), byteRange(40, 50)], 2);
    const held = new RangeSet([byteRange(0, 4)]);
    expect(urgentGapBytes(wanted, held, new RangeSet([byteRange(25, 45)]))).toBe(6 + 5);
  });
});
