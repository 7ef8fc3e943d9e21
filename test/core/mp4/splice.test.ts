import { expect, test } from 'vitest';
import { noEdit } from '../../../src/core/mp4/edit-list';
import type { SampleTable } from '../../../src/core/mp4/sample-table';
import { layOutParts } from '../../../src/core/mp4/splice';
import { decodeTicks, presentationTicks } from '../../../src/core/mp4/timeline';

/** Ten samples of ten ticks each. */
const table: SampleTable = {
  count: 10,
  offsets: Float64Array.from({ length: 10 }, (_, sample) => 1000 + sample),
  byteCounts: new Uint32Array(10).fill(1),
  decodeTicks: Float64Array.from({ length: 11 }, (_, sample) => 10 * sample),
  compositionOffsets: null,
  syncSamples: null,
  descriptionRuns: [{ firstSample: 0, descriptionIndex: 1 }],
};

/** Which sample is presented at which tick, and whether decoding times rise. */
function shown(media: SampleTable, ...parts: readonly [start: number, media: number, duration: number][]) {
  const timeline = layOutParts(media, 100, {
    ...noEdit,
    parts: parts.map(([startTicks, mediaTicks, durationTicks]) => ({
      startTicks,
      mediaTicks,
      durationTicks,
    })),
  });
  const samples = Array.from({ length: timeline.table.count }, (_, sample) => sample);
  const decoding = samples.map((sample) => decodeTicks(timeline, sample));
  expect(decoding).toEqual([...decoding].sort((a, b) => a - b));
  return {
    samples: samples.map((sample) => timeline.table.offsets.at(sample)! - 1000),
    ticks: samples.map((sample) => presentationTicks(timeline, sample)),
    sync: timeline.table.syncSamples && [...timeline.table.syncSamples],
    end: timeline.endTicks,
  };
}

test('sound: parts follow each other, whole samples at the joints', () => {
  expect(shown(table, [0, 0, 24], [24, 66, 20])).toEqual({
    // Of what is cut in the middle of a sample the larger part is kept.
    samples: [0, 1, 2, 7, 8],
    ticks: [0, 10, 20, 30, 40],
    sync: null,
    end: 44,
  });
  expect(shown(table, [0, 50, 20], [20, 0, 20])).toMatchObject({
    samples: [5, 6, 0, 1],
    ticks: [0, 10, 20, 30],
  });
});

test('pictures: a part begins with its sync sample, and what is not to be seen is a tick long', () => {
  const pictures = { ...table, syncSamples: Uint32Array.of(0, 5) };
  expect(shown(pictures, [0, 0, 30], [30, 70, 30])).toEqual({
    samples: [0, 1, 2, 5, 6, 7, 8, 9],
    ticks: [0, 10, 20, 30, 31, 32, 40, 50],
    sync: [0, 3],
    end: 60,
  });
});

test('pictures: what others need but nobody is to see is hidden at the part’s end', () => {
  const reordered = {
    ...table,
    syncSamples: Uint32Array.of(0, 5),
    // Decoded 0 2 1, shown 0 1 2.
    compositionOffsets: Int32Array.of(0, 10, -10, 0, 0, 0, 0, 0, 0, 0),
  };
  expect(shown(reordered, [0, 0, 20], [20, 50, 20])).toMatchObject({
    samples: [0, 1, 2, 5, 6],
    ticks: [0, 19, 10, 20, 30],
  });
});

test('the same media over and over comes to an end', () => {
  const long = 25_000;
  const many = {
    ...table,
    count: long,
    offsets: new Float64Array(long),
    byteCounts: new Uint32Array(long),
    decodeTicks: Float64Array.from({ length: long + 1 }, (_, sample) => sample),
  };
  const parts = Array.from(
    { length: 100 },
    (_, index) => [index * long, 0, long] as [number, number, number],
  );
  expect(() => shown(many, ...parts)).toThrow('media/limit');
});
