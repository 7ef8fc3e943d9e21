import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ByteRange, byteLength, byteRange } from '../../../src/core/bytes/range';
import { RangeSet } from '../../../src/core/bytes/range-set';
import { rangeWithin } from './arbitrary-range';

const size = 40;
const offsets = Array.from({ length: size }, (_, offset) => offset);
const isIn = (ranges: readonly ByteRange[], offset: number) =>
  ranges.some(({ start, endExclusive }) => start <= offset && offset < endExclusive);

/** Maximal runs of the offsets that satisfy `wanted`. */
function runs(range: ByteRange, wanted: (offset: number) => boolean): ByteRange[] {
  const found: ByteRange[] = [];
  for (let offset = range.start; offset < range.endExclusive; offset++) {
    if (!wanted(offset)) continue;
    const last = found.at(-1);
    if (last?.endExclusive === offset) found[found.length - 1] = byteRange(last.start, offset + 1);
    else found.push(byteRange(offset, offset + 1));
  }
  return found;
}

const operation = fc.oneof(
  { weight: 3, arbitrary: fc.record({ add: rangeWithin(size) }) },
  { weight: 1, arbitrary: fc.record({ retain: fc.array(rangeWithin(size), { maxLength: 5 }) }) },
);

test('a range set is the set of its bytes, kept in as few ranges as can be', () => {
  const check = (operations: readonly { add?: ByteRange; retain?: ByteRange[] }[], asked: ByteRange) => {
    const set = new RangeSet();
    let model = new Set<number>();
    for (const { add, retain } of operations) {
      if (add) {
        set.add(add);
        for (let offset = add.start; offset < add.endExclusive; offset++) model.add(offset);
      }
      if (retain) {
        set.retain(retain);
        model = new Set([...model].filter((offset) => isIn(retain, offset)));
      }
      const all = byteRange(0, size);
      expect(set.ranges).toEqual(runs(all, (offset) => model.has(offset)));
      expect(set.byteLength).toBe(model.size);
      expect(set.missing(asked)).toEqual(runs(asked, (offset) => !model.has(offset)));
      expect(set.has(asked)).toBe(runs(asked, (offset) => !model.has(offset)).length === 0);
    }
  };
  fc.assert(fc.property(fc.array(operation, { maxLength: 20 }), rangeWithin(size), check), { numRuns: 2000 });
});

test('a set made of ranges has exactly their bytes', () => {
  fc.assert(
    fc.property(fc.array(rangeWithin(size), { maxLength: 8 }), (ranges) => {
      const set = new RangeSet(ranges);
      for (const offset of offsets) {
        expect(set.has(byteRange(offset, offset + 1))).toBe(isIn(ranges, offset));
      }
    }),
  );
});

test('offsets beyond 4 GB are whole numbers like any other', () => {
  const set = new RangeSet([byteRange(2 ** 40, 2 ** 40 + 10)]);
  set.add(byteRange(2 ** 40 + 10, 2 ** 40 + 20));
  expect(set.ranges).toEqual([byteRange(2 ** 40, 2 ** 40 + 20)]);
  expect(set.missing(byteRange(0, Infinity)).map(byteLength)).toEqual([2 ** 40, Infinity]);
});
