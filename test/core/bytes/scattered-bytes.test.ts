import fc from 'fast-check';
import { expect, test } from 'vitest';
import { byteRange } from '../../../src/core/bytes/range';
import { RangeSet } from '../../../src/core/bytes/range-set';
import { ScatteredBytes } from '../../../src/core/bytes/scattered-bytes';

const file = Uint8Array.from({ length: 300 }, (_, n) => n);
const part = (start: number) => byteRange(start, start + 10);
const bytesOf = ({ start, endExclusive }: { start: number; endExclusive: number }) =>
  file.subarray(start, endExclusive);

test('has and gives exactly what was put and not dropped, across parts', () => {
  const places = fc.uniqueArray(fc.integer({ min: 0, max: 29 }).map((n) => n * 10));
  const range = fc.tuple(fc.integer({ min: 0, max: 280 }), fc.integer({ min: 1, max: 20 }));
  const check = (put: number[], dropped: number[], [start, length]: [number, number]) => {
    const kept = new ScatteredBytes();
    for (const place of put) kept.put(part(place), bytesOf(part(place)));
    kept.drop(dropped.map(part));
    const left = new RangeSet(put.filter((place) => !dropped.includes(place)).map(part));
    const asked = byteRange(start, start + length);
    expect(kept.byteLength).toBe(left.byteLength);
    expect(kept.has(asked)).toBe(left.has(asked));
    if (left.has(asked)) expect(kept.read(asked)).toEqual(bytesOf(asked));
    else expect(() => kept.read(asked)).toThrow(RangeError);
  };
  fc.assert(fc.property(places, places, range, check));
});

test('keeps no more in memory than its bytes', () => {
  const kept = new ScatteredBytes();
  kept.put(part(10), bytesOf(part(10)));
  expect(kept.read(part(10)).buffer.byteLength).toBe(10);
});
