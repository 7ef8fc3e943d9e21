import { createFile, MP4BoxBuffer } from 'mp4box';
import { expect, test } from 'vitest';
import { viewOf } from '../../../src/core/mp4/box';
import { openMovie } from '../../../src/core/mp4/open-movie';
import { filmBytes, filmNames, recipes } from './films';
import { memorySource } from './memory-source';
import { changed } from './moov-bytes';

test.each(filmNames)('%s: the codecs are those mp4box finds', async (name) => {
  const { tracks } = await openMovie(memorySource(filmBytes(recipes[name])));
  for (const { mimeType, initSegment } of tracks) {
    const [codec] = /(?<=codecs=").*(?=")/.exec(mimeType) ?? [];
    expect(codec?.toLowerCase()).toBe(codecByMp4box(initSegment).toLowerCase());
  }
});

test('FLAC of a rate too high for its sample entry has one there all the same', async () => {
  const bytes = filmBytes('-f lavfi -i sine=d=1:r=96000 -c:a flac -strict -2');
  const rateOf = (file: Uint8Array) => {
    const fLaC = Buffer.from(file).indexOf('fLaC', 0, 'latin1');
    return viewOf(file).getUint16(fLaC + 4 + 24);
  };
  expect(rateOf(bytes)).toBe(0);
  const { tracks } = await openMovie(memorySource(bytes));
  expect(rateOf(tracks[0]!.initSegment)).toBe(48_000);
});

test.each([
  ['with its last bytes first, as GStreamer writes it', 'dOps', 2, '380180bb00000000'],
  ['of sound that had another rate', 'dOps', 2, '01380000ac440000'],
  ['whose sample entry has another', 'Opus', 24, 'ac440000'],
])('Opus %s agrees with itself', async (_, type, offset, hex) => {
  const bytes = filmBytes(recipes.opus);
  const changedTo = changed(bytes, (__, copy) => {
    copy.set(Buffer.from(hex, 'hex'), Buffer.from(copy).indexOf(type, 0, 'latin1') + 4 + offset);
  });
  const initOf = async (film: Uint8Array) => {
    const { tracks } = await openMovie(memorySource(film));
    return tracks.find(({ kind }) => kind === 'audio')!.initSegment;
  };
  expect(await initOf(changedTo)).toEqual(await initOf(bytes));
  expect(changedTo).not.toEqual(bytes);
});

test('AV1 whose configuration is empty, as GStreamer leaves it, is taken for what most of it is', async () => {
  const empty = changed(filmBytes(recipes.av1), (_, copy) => {
    const av1C = Buffer.from(copy).indexOf('av1C', 0, 'latin1') + 4;
    copy.fill(0, av1C, av1C + 4);
  });
  const [video] = (await openMovie(memorySource(empty))).tracks;
  expect(video!.mimeType).toBe('video/mp4; codecs="av01.0.13M.08"');
});

function codecByMp4box(initSegment: Uint8Array<ArrayBuffer>): string {
  const file = createFile();
  const buffer = MP4BoxBuffer.fromArrayBuffer(initSegment.slice().buffer, 0);
  file.appendBuffer(buffer, true);
  return file.getInfo().tracks[0]!.codec;
}
