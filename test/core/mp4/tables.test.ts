import { describe, expect, test } from 'vitest';
import { box, fullBox, uint32, uint64 } from '../../../src/core/mp4/box-writer';
import { hasOtherRate, readEdit } from '../../../src/core/mp4/edit-list';
import { SampleSizes } from '../../../src/core/mp4/sample-sizes';
import { readSampleTable } from '../../../src/core/mp4/sample-table';
import { readCompositionOffsets, readDecodeTicks } from '../../../src/core/mp4/sample-times';
import { readSyncSamples } from '../../../src/core/mp4/sync-samples';
import { boxesOf, columnOf, table } from './table-bytes';

const sizes = (bytes: Uint8Array) => {
  const { view, boxes } = boxesOf(bytes);
  const found = new SampleSizes(view, boxes);
  return columnOf(found, found.count);
};

/** Of a track whose samples lie in the chunks of `stsc` and the last of `boxes`, 1000 samples to the second. */
function tableOf(...boxes: Uint8Array[]) {
  const { view, boxes: stbl } = boxesOf(table('stts', 0, 1, 1, 500), ...boxes);
  return readSampleTable(view, stbl, 1000, 100);
}

describe('sizes', () => {
  test('stsz', () => expect(sizes(fullBox('stsz', 0, 0, uint32(0, 3, 5, 6, 7)))).toEqual([5, 6, 7]));
  test('stsz of one size', () => expect(sizes(fullBox('stsz', 0, 0, uint32(9, 3)))).toEqual([9, 9, 9]));
  test.each([
    [4, [0x12, 0x30], [1, 2, 3]],
    [8, [1, 2, 255], [1, 2, 255]],
    [16, [1, 2, 0, 3, 255, 255], [258, 3, 65535]],
  ])('stz2 of %i bits', (bits, bytes, expected) => {
    expect(sizes(fullBox('stz2', 0, 0, uint32(bits, 3), Uint8Array.from(bytes)))).toEqual(expected);
  });
  test('stz2 of an odd size', () =>
    expect(() => sizes(fullBox('stz2', 0, 0, uint32(5, 0)))).toThrow('media/corrupt'));
  test('more than there is memory for', () =>
    expect(() =>
      tableOf(fullBox('stsz', 0, 0, uint32(1, 101)), table('stsc', 0, 1, 1, 101, 1), table('stco', 0, 1, 9)),
    ).toThrow('media/limit'));
});

test('co64: offsets past 4 GB', () => {
  const stsz = fullBox('stsz', 0, 0, uint32(0, 3, 10, 20, 30));
  const co64 = fullBox('co64', 0, 0, uint32(2), uint64(2 ** 33), uint64(2 ** 40 + 1));
  const { offsets, descriptionRuns } = tableOf(stsz, table('stsc', 0, 2, 1, 2, 1, 2, 5, 2), co64);
  expect(columnOf(offsets, 3)).toEqual([2 ** 33, 2 ** 33 + 10, 2 ** 40 + 1]);
  expect(descriptionRuns).toEqual([
    { firstSample: 0, descriptionIndex: 1 },
    { firstSample: 2, descriptionIndex: 2 },
  ]);
});

test('chunks fewer or out of order', () => {
  const map = (stsc: Uint8Array) =>
    tableOf(fullBox('stsz', 0, 0, uint32(1, 3)), stsc, table('stco', 0, 2, 100, 200));
  expect(() => map(table('stsc', 0, 1, 1, 1, 1))).toThrow('chunks hold 2 of 3');
  expect(() => map(table('stsc', 0, 1, 2, 9, 1))).toThrow('out of order');
  expect(() => map(table('stsc', 0, 3, 1, 1, 1, 1, 1, 1, 2, 9, 1))).toThrow('out of order');
  expect(() => map(table('stsc', 0, 0))).toThrow('chunks hold 0');
});

test('ten hours of PCM are kept by chunk, up to 4096 instants taken as one sample', () => {
  const chunkOffsets = Array.from({ length: 36_000 }, (_, chunk) => 1000 + 100_000 * chunk);
  const { view, boxes } = boxesOf(
    fullBox('stsz', 0, 0, uint32(2, 36_000 * 48_000)),
    table('stts', 0, 1, 36_000 * 48_000, 1),
    table('stsc', 0, 1, 1, 48_000, 1),
    table('stco', 0, chunkOffsets.length, ...chunkOffsets),
  );
  const { count, offsets, byteCounts, decodeTicks } = readSampleTable(view, boxes, 48_000, 1e6);
  expect(count).toBe(36_000 * 12);
  const last = 12 * 5000 + 11;
  expect(decodeTicks.at(last)).toBe(5000 * 48_000 + 11 * 4096);
  expect(offsets.at(last)).toBe(chunkOffsets[5000]! + 2 * 11 * 4096);
  expect(byteCounts.at(last)).toBe(2 * (48_000 - 11 * 4096));
  expect(decodeTicks.at(count)).toBe(36_000 * 48_000);
});

describe('times', () => {
  const decode = (count: number, ...fields: number[]) => {
    const { view, boxes } = boxesOf(table('stts', 0, fields.length / 2, ...fields));
    return columnOf(readDecodeTicks(view, boxes, count), count + 1);
  };
  test('as told', () => expect(decode(4, 2, 10, 2, 5)).toEqual([0, 10, 20, 25, 30]));
  test('told too few, or too many', () => {
    expect(decode(4, 2, 10)).toEqual([0, 10, 20, 30, 40]);
    expect(decode(1, 2, 10)).toEqual([0, 10]);
    expect(() => decode(1)).toThrow('empty stts');
  });
  test('a last sample of no duration lasts as long as the one before', () =>
    expect(decode(3, 2, 10, 1, 0)).toEqual([0, 10, 20, 30]));

  test.each([0, 1])('ctts of version %i may be negative', (version) => {
    const { view, boxes } = boxesOf(table('ctts', version, 2, 1, 7, 1, -7));
    expect(columnOf(readCompositionOffsets(view, boxes, 3)!, 3)).toEqual([7, -7, 0]);
  });
  test('ctts that says nothing', () => {
    const { view, boxes } = boxesOf(table('ctts', 0, 1, 3, 0));
    expect(readCompositionOffsets(view, boxes, 3)).toBeNull();
  });
});

test('sync samples: none told means all; told none, or nonsense, means the first', () => {
  const sync = (...boxes: Uint8Array[]) => {
    const lying = boxesOf(...boxes);
    const found = readSyncSamples(lying.view, lying.boxes, 4);
    return found && [...found];
  };
  expect(sync()).toBeNull();
  expect(sync(table('stss', 0, 4, 1, 2, 3, 4))).toBeNull();
  expect(sync(table('stss', 0, 0))).toEqual([0]);
  expect(sync(table('stss', 0, 5, 0, 2, 2, 1, 9))).toEqual([1]);
});

describe('edit lists', () => {
  const editsOf = (version: number, count: number, ...parts: Uint8Array[]) =>
    boxesOf(box('edts', fullBox('elst', version, 0, uint32(count), ...parts)));
  const edit = (...list: Parameters<typeof editsOf>) => {
    const { view, boxes } = editsOf(...list);
    return readEdit(view, boxes, { movie: 1000, media: 48000 });
  };
  const rate = 0x10000;
  const endless = Number.POSITIVE_INFINITY;

  test.each([
    ['none', edit(0, 0), 0, endless],
    ['priming', edit(0, 1, uint32(2000, 1024, rate)), -1024, 96000],
    ['to the end', edit(0, 1, uint32(0, 1024, rate)), -1024, endless],
    ['delay', edit(0, 2, uint32(21, -1, rate, 2000, 0, rate)), 1008, 97008],
    ['delay and cut', edit(0, 2, uint32(1000, -1, rate, 2000, 500, rate)), 47500, 144000],
    ['a still first', edit(0, 2, uint32(1000, 0, 0, 2000, 0, rate)), 48000, 144000],
    ['two cuts', edit(0, 2, uint32(1000, 480, rate, 1000, 96000, rate)), -480, 143520],
    ['64 bits', edit(1, 1, uint64(2000), uint64(2 ** 40), uint32(rate)), -(2 ** 40), 96000],
    ['no media', edit(0, 1, uint32(1000, -1, rate)), 48000, endless],
    ['unknown duration', edit(0, 1, uint32(0xffffffff, 5, rate)), -5, endless],
    ['half the rate', edit(0, 1, uint32(2000, 1024, rate / 2)), -1024, 96000],
  ])('%s', (_, { shiftTicks, endTicks }, shift, end) => {
    expect(shiftTicks + 0).toBe(shift);
    expect(endTicks).toBe(end);
  });

  test.each([
    ['none', [], false],
    ['its own', [1000, 0, rate], false],
    ['a still and a delay', [1000, 0, 0, 500, -1, 2 * rate], false],
    ['another after it', [1000, 0, rate, 500, 0, 1.5 * rate], true],
  ])('rates: %s', (_, values, isOther) => {
    const { view, boxes } = editsOf(0, values.length / 3, uint32(...values));
    expect(hasOtherRate(view, boxes)).toBe(isOther);
  });
});
