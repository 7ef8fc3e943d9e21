import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ByteStore } from '../../../src/core/bytes/byte-store';
import { type ByteRange, byteLength, byteRange } from '../../../src/core/bytes/range';
import { RangeSet } from '../../../src/core/bytes/range-set';
import { simulatedFile } from '../funnel/simulated-file';
import { rangeWithin } from './arbitrary-range';

/** Larger than several of the store's buffers, so that extents fill up, split and are kept as they came. */
const size = 1_000_000;
const file = simulatedFile(size);

/** Puts what is missing of a range, in chunks as a network would. */
function fetchInto(store: ByteStore, held: RangeSet, range: ByteRange, chunkBytes: number): void {
  for (const gap of held.missing(range)) {
    for (let start = gap.start; start < gap.endExclusive; start += chunkBytes) {
      const end = Math.min(start + chunkBytes, gap.endExclusive);
      const chunk = file.slice(start, end);
      store.put(start, chunk);
      held.add(byteRange(start, end));
    }
  }
}

const operation = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ fetch: rangeWithin(size), chunkBytes: fc.integer({ min: 900, max: 200_000 }) }),
  },
  { weight: 1, arbitrary: fc.record({ retain: fc.array(rangeWithin(size), { maxLength: 4 }) }) },
);

describe('the byte store', () => {
  test('gives back the bytes it was given, whatever was put and dropped in between', () => {
    const check = (
      operations: readonly { fetch?: ByteRange; chunkBytes?: number; retain?: ByteRange[] }[],
      asked: ByteRange,
    ) => {
      const store = new ByteStore();
      const held = new RangeSet();
      for (const { fetch, chunkBytes, retain } of operations) {
        if (fetch) fetchInto(store, held, fetch, chunkBytes!);
        if (retain) {
          store.retain(retain);
          held.retain(retain);
        }
        for (const range of held.ranges) {
          expect(Buffer.compare(store.read(range), file.subarray(range.start, range.endExclusive))).toBe(0);
        }
        if (byteLength(asked) > 0 && !held.has(asked)) expect(() => store.read(asked)).toThrow(RangeError);
      }
    };
    fc.assert(fc.property(fc.array(operation, { maxLength: 12 }), rangeWithin(size), check), {
      numRuns: 300,
    });
  }, 60_000);

  test('what was read stays as it is while more comes', () => {
    const store = new ByteStore();
    store.put(0, file.slice(0, 1000));
    const read = store.read(byteRange(0, 1000));
    store.retain([byteRange(500, 1000)]);
    store.put(1000, file.slice(1000, 2000));
    store.put(0, file.slice(5000, 5500));
    expect(Buffer.compare(read, file.subarray(0, 1000))).toBe(0);
  });

  test('pieces growing side by side do not take a buffer a chunk', () => {
    const store = new ByteStore();
    const chunkBytes = 2_000;
    for (let i = 0; i < 40; i++) {
      for (let piece = 0; piece < 12; piece++) {
        const start = piece * 80_000 + i * chunkBytes;
        store.put(start, file.slice(start, start + chunkBytes));
      }
    }
    // 12 pieces of 80 KB: a buffer of 256 KB each at most.
    expect(store.allocatedBytes).toBeLessThanOrEqual(12 * 256 * 1024);
    expect(Buffer.compare(store.read(byteRange(0, 960_000)), file.subarray(0, 960_000))).toBe(0);
  });

  test('drops what nobody needs', () => {
    const store = new ByteStore();
    store.put(0, file.slice(0, 300_000));
    store.retain([]);
    expect(store.allocatedBytes).toBe(0);
  });
});
