import { createFile, MP4BoxBuffer } from 'mp4box';
import { expect, test } from 'vitest';
import { openMovie } from '../../../src/core/mp4/open-movie';
import { filmBytes, filmNames, recipes } from './films';
import { memorySource } from './memory-source';

test.each(filmNames)('%s: the codecs are those mp4box finds', async (name) => {
  const { tracks } = await openMovie(memorySource(filmBytes(recipes[name])));
  for (const { mimeType, initSegment } of tracks) {
    const [codec] = /(?<=codecs=").*(?=")/.exec(mimeType) ?? [];
    expect(codec?.toLowerCase()).toBe(codecByMp4box(initSegment).toLowerCase());
  }
});

function codecByMp4box(initSegment: Uint8Array<ArrayBuffer>): string {
  const file = createFile();
  const buffer = MP4BoxBuffer.fromArrayBuffer(initSegment.slice().buffer, 0);
  file.appendBuffer(buffer, true);
  return file.getInfo().tracks[0]!.codec;
}
