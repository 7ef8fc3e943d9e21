import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fullBox, uint32 } from '../../../src/core/mp4/box-writer';
import { RunIndex } from '../../../src/core/mp4/run-index';
import { readSampleTable, type SampleTable } from '../../../src/core/mp4/sample-table';
import { boxesOf, columnOf, table } from './table-bytes';

/** What the tables of a track say, sample by sample, in the plainest way. */
interface PlainTrack {
  /** Of each chunk: where it begins, and the sizes of its samples. */
  readonly chunks: readonly { readonly offset: number; readonly sizes: readonly number[] }[];
  /** Entries of stts and ctts: how many samples, and what they share. */
  readonly deltas: readonly (readonly [count: number, delta: number])[];
  readonly offsets: readonly (readonly [count: number, offset: number])[];
}

const plainTrack: fc.Arbitrary<PlainTrack> = fc.record({
  chunks: fc.array(
    fc.record({
      offset: fc.nat(2 ** 31),
      sizes: fc.oneof(
        { weight: 9, arbitrary: fc.array(fc.nat(999), { minLength: 0, maxLength: 4 }) },
        { weight: 1, arbitrary: fc.array(fc.nat(999), { minLength: 500, maxLength: 1200 }) },
      ),
    }),
    { minLength: 1, maxLength: 90 },
  ),
  deltas: fc.array(fc.tuple(fc.nat(3), fc.nat(9)), { minLength: 1, maxLength: 150 }),
  offsets: fc.array(fc.tuple(fc.nat(3), fc.integer({ min: -9, max: 9 })), { maxLength: 150 }),
});

function tableOf({ chunks, deltas, offsets }: PlainTrack): SampleTable {
  const sizes = chunks.flatMap((chunk) => chunk.sizes);
  const { view, boxes } = boxesOf(
    fullBox('stsz', 0, 0, uint32(0, sizes.length), uint32(...sizes)),
    table('stts', 0, deltas.length, ...deltas.flat()),
    table('ctts', 1, offsets.length, ...offsets.flat()),
    table('stco', 0, chunks.length, ...chunks.map(({ offset }) => offset)),
    // Last, so that nothing can be read past its end.
    table('stsc', 0, chunks.length, ...chunks.flatMap((chunk, index) => [index + 1, chunk.sizes.length, 1])),
  );
  return readSampleTable(view, boxes, 1000, 1e6);
}

/** The same, expanded. */
function expand({ chunks, deltas, offsets }: PlainTrack) {
  const spread = (runs: PlainTrack['deltas']) => runs.flatMap(([count, value]) => Array(count).fill(value));
  const sizes = chunks.flatMap((chunk) => chunk.sizes);
  const given = spread(deltas);
  // The samples the table says nothing of go on with the delta of its last entry.
  const each = sizes.map((_, sample) => given[sample] ?? deltas.at(-1)![1]);
  const ticks = [0];
  for (const delta of each) ticks.push(ticks.at(-1)! + delta);
  const composition = spread(offsets);
  return {
    byteCounts: sizes,
    offsets: chunks.flatMap(({ offset, sizes }) =>
      sizes.map((_, index) => sizes.slice(0, index).reduce((sum, size) => sum + size, offset)),
    ),
    decodeTicks: ticks.slice(0, -1),
    compositionOffsets: sizes.map((_, sample) => composition[sample] ?? 0),
  };
}

test('tables read in place say what the same tables expanded do, in whatever order they are asked', {
  timeout: 60_000,
}, () => {
  const places = fc.array(fc.nat(2 ** 20), { maxLength: 60 });
  fc.assert(
    fc.property(
      plainTrack.filter(({ chunks }) => chunks.some(({ sizes }) => sizes.length > 0)),
      places,
      (track, asked) => {
        const expected = expand(track);
        const found = tableOf(track);
        expect(found.count).toBe(expected.byteCounts.length);
        for (const name of ['byteCounts', 'offsets', 'decodeTicks', 'compositionOffsets'] as const) {
          const column = found[name] ?? { at: () => 0 };
          for (const place of asked) {
            const sample = place % found.count;
            expect(column.at(sample)).toBe(expected[name][sample]);
          }
          expect(columnOf(column, found.count)).toEqual(expected[name]);
        }
      },
    ),
    { numRuns: 100, seed: 4 },
  );
});

test('a run index never asks how long the last run is: nothing may follow that tells', () => {
  const asked: number[] = [];
  const index = new RunIndex((run) => {
    asked.push(run);
    return 3;
  });
  for (let run = 0; run < 4; run++) index.add(3);
  index.find(9);
  expect(index.run).toBe(3);
  index.find(2);
  expect(index.run).toBe(0);
  expect(Math.max(...asked)).toBe(2);
});
