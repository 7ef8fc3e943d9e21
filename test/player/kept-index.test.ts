import { expect, test } from 'vitest';
import { byteRange } from '../../src/core/bytes/range';
import { keptBytes, RecordingSource } from '../../src/player/kept-index';
import { memorySource } from '../core/mp4/memory-source';

const bytes = Uint8Array.from({ length: 100 }, (_, i) => i);
const source = memorySource(bytes);
const file = {
  url: 'https://h.example/f.mp4',
  byteLength: bytes.length,
  validator: '"1"',
  contentType: null,
  contentDisposition: null,
};

async function recorded(resource: typeof file | (Omit<typeof file, 'validator'> & { validator: null })) {
  const recording = new RecordingSource(source, resource);
  await recording.read(byteRange(0, 8));
  await recording.read(byteRange(40, 80));
  return recording.kept;
}

test('what was read is had again, whole or in part, and nothing else', async () => {
  const kept = structuredClone(await recorded(file))!;
  expect(keptBytes(kept, byteRange(0, 8), file)).toEqual(bytes.subarray(0, 8));
  expect(keptBytes(kept, byteRange(50, 60), file)).toEqual(bytes.subarray(50, 60));
  expect(keptBytes(kept, byteRange(0, 9), file)).toBeNull();
  expect(keptBytes(kept, byteRange(79, 81), file)).toBeNull();
});

test('nothing of it is taken for another file', async () => {
  const kept = (await recorded(file))!;
  expect(keptBytes(kept, byteRange(0, 8), { ...file, validator: '"2"' })).toBeNull();
  expect(keptBytes(kept, byteRange(0, 8), { ...file, byteLength: 101 })).toBeNull();
  // Whether it is another could not be told.
  expect(await recorded({ ...file, validator: null })).toBeNull();
});

test('what is too much for an entry of the history is not kept', async () => {
  const large = new Uint8Array(9 * 2 ** 20);
  const recording = new RecordingSource(memorySource(large), file);
  await recording.read(byteRange(0, large.length));
  expect(recording.kept).toBeNull();
});
