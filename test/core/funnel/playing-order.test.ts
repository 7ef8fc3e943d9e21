import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ByteRange, byteLength, byteRange } from '../../../src/core/bytes/range';
import { RangeSet } from '../../../src/core/bytes/range-set';
import type { Needs } from '../../../src/core/funnel/messages';
import { tuning } from '../../../src/core/funnel/options';
import { PlayingOrder } from '../../../src/core/funnel/playing-order';
import { rangeWithin } from '../bytes/arbitrary-range';

const none = new RangeSet();
const orderOf = (ranges: ByteRange[], more: Partial<Needs> = {}, toldAtMs = 0) =>
  new PlayingOrder({ ranges, urgentCount: 0, secondsFed: 0, bytesPerSecond: null, ...more }, toldAtMs);

describe('the first gap', () => {
  test('is the first in playing order, not in the file', () => {
    const gap = orderOf([byteRange(900, 1000), byteRange(0, 100)]).firstGap(none, none, 1000);
    expect(gap?.range).toEqual(byteRange(900, 1000));
  });

  test('passes over what is in hand and what is being fetched', () => {
    const held = new RangeSet([byteRange(0, 10)]);
    const busy = new RangeSet([byteRange(10, 20)]);
    const gap = orderOf([byteRange(0, 50)]).firstGap(held, busy, 1000);
    expect(gap).toEqual({ range: byteRange(20, 50), urgent: false, bytesBefore: 10 });
  });

  test('goes on through needs that touch, and stops where they do not', () => {
    const order = orderOf([byteRange(0, 10), byteRange(10, 20), byteRange(21, 30)]);
    expect(order.firstGap(none, none, 1000)?.range).toEqual(byteRange(0, 20));
    expect(order.firstGap(none, none, 15)?.range).toEqual(byteRange(0, 15));
  });

  test('goes on through needs that touch in the file, though others play between them', () => {
    const order = orderOf([byteRange(0, 10), byteRange(500, 600), byteRange(10, 20)]);
    expect(order.firstGap(none, none, 1000)?.range).toEqual(byteRange(0, 20));
  });

  test('counts what comes before it in playing order and is still to come', () => {
    const held = new RangeSet([byteRange(900, 950), byteRange(0, 30)]);
    const busy = new RangeSet([byteRange(950, 1000), byteRange(30, 40)]);
    const gap = orderOf([byteRange(900, 1000), byteRange(0, 100)]).firstGap(held, busy, 1000);
    expect(gap).toMatchObject({ range: byteRange(40, 100), bytesBefore: 50 + 10 });
  });

  test('is nothing where everything is in hand or coming', () => {
    const held = new RangeSet([byteRange(0, 10)]);
    expect(orderOf([byteRange(0, 10)]).firstGap(held, none, 10)).toBeNull();
  });

  describe('beyond the needs that decisions are made on', () => {
    const many = Array.from({ length: tuning.needsLookedAt + 10 }, (_, i) =>
      byteRange(i * 100, i * 100 + 10),
    );
    const far = byteRange(1_000_000, 1_005_000);
    const busy = new RangeSet(many);

    test('is found all the same', () => {
      const gap = orderOf([...many, far]).firstGap(none, busy, 10_000);
      expect(gap).toMatchObject({ range: far, urgent: false });
    });

    test.fails('is not more than asked for', () => {
      const gap = orderOf([...many, far]).firstGap(none, busy, 100);
      expect(byteLength(gap!.range)).toBeLessThanOrEqual(100);
    });
  });

  const ranges = fc.array(rangeWithin(60), { maxLength: 6 });
  const case_ = fc.record({ wanted: ranges, held: ranges, busy: ranges, urgentCount: fc.nat({ max: 6 }) });

  test('is needed, free, and nothing needed and free comes before it', () => {
    fc.assert(
      fc.property(case_, fc.integer({ min: 1, max: 60 }), ({ wanted, held, busy, urgentCount }, maxBytes) => {
        const taken = new RangeSet([...held, ...busy]);
        const isFree = (offset: number) => !taken.has(byteRange(offset, offset + 1));
        const inOrder = wanted.flatMap((range, index) =>
          Array.from({ length: byteLength(range) }, (_, i) => ({ offset: range.start + i, index })),
        );
        const first = inOrder.find(({ offset }) => isFree(offset));
        const order = orderOf(wanted, { urgentCount });
        const gap = order.firstGap(new RangeSet(held), new RangeSet(busy), maxBytes);
        expect(gap?.range.start).toBe(first?.offset);
        if (!gap || !first) return;
        expect(gap.urgent).toBe(first.index < urgentCount);
        expect(byteLength(gap.range)).toBeLessThanOrEqual(maxBytes);
        const union = new RangeSet(wanted);
        for (let offset = gap.range.start; offset < gap.range.endExclusive; offset++) {
          expect(isFree(offset) && union.has(byteRange(offset, offset + 1))).toBe(true);
        }
      }),
      { numRuns: 1000 },
    );
  });

  test('is the same whether it is looked for once or after every byte that came', () => {
    fc.assert(
      fc.property(ranges, fc.array(rangeWithin(60), { maxLength: 20 }), (wanted, comes) => {
        const watched = orderOf(wanted);
        const held = new RangeSet();
        for (const range of comes) {
          held.add(range);
          expect(watched.firstGap(held, none, 60)).toEqual(orderOf(wanted).firstGap(held, none, 60));
        }
      }),
    );
  });
});

test('the bytes nobody fetches are counted: the urgent ones, or all', () => {
  const ranges = [byteRange(0, 10), byteRange(20, 30), byteRange(40, 50)];
  const order = orderOf(ranges, { urgentCount: 2 });
  const [held, busy] = [new RangeSet([byteRange(0, 4)]), new RangeSet([byteRange(25, 45)])];
  expect(order.gapBytes(held, busy, true)).toBe(6 + 5);
  expect(order.gapBytes(held, busy, false)).toBe(6 + 5 + 5);
  expect(order.byteLength).toBe(30);
});

describe('what part of a request', () => {
  const order = orderOf([byteRange(50, 60), byteRange(0, 10), byteRange(60, 70)], { urgentCount: 2 });

  test('somebody waits for', () => {
    expect(order.urgentPart(byteRange(5, 100))).toEqual(byteRange(50, 60));
    expect(order.urgentPart(byteRange(0, 20))).toEqual(byteRange(0, 10));
    expect(order.urgentPart(byteRange(60, 100))).toBeNull();
  });

  test('is needed without a break', () => {
    expect(order.neededPart(byteRange(55, 100))).toEqual(byteRange(55, 70));
    expect(order.neededPart(byteRange(5, 100))).toEqual(byteRange(5, 10));
    expect(order.neededPart(byteRange(10, 50))).toBeNull();
  });
});

describe('when the playhead comes to the end of a range', () => {
  const playing = { secondsFed: 2, bytesPerSecond: 100 };

  test('is told by what is fed and what plays before it', () => {
    const order = orderOf([byteRange(900, 1000), byteRange(0, 500)], playing, 10_000);
    expect(order.dueMs(byteRange(900, 1000))).toBe(10_000 + 2_000 + 1_000);
    expect(order.dueMs(byteRange(0, 50))).toBe(10_000 + 2_000 + 1_500);
    expect(order.dueMs(byteRange(0, 500))).toBe(10_000 + 2_000 + 6_000);
  });

  test('is never, where nobody needs it or nobody knows how fast the film plays', () => {
    expect(orderOf([byteRange(0, 10)], playing).dueMs(byteRange(20, 30))).toBe(Infinity);
    expect(orderOf([byteRange(0, 10)]).dueMs(byteRange(0, 10))).toBe(Infinity);
  });

  test('is the later the more of the film lies before it', () => {
    const ascending = fc
      .uniqueArray(fc.nat({ max: 1_000 }), { minLength: 3, maxLength: 20 })
      .map((cuts) => cuts.toSorted((a, b) => a - b));
    fc.assert(
      fc.property(ascending, (cuts) => {
        const needs = cuts.slice(1).map((end, index) => byteRange(cuts[index]!, end));
        const order = orderOf(needs, playing);
        const dues = needs.map((range) => order.dueMs(range));
        expect(dues).toEqual(dues.toSorted((a, b) => a - b));
      }),
    );
  });
});
