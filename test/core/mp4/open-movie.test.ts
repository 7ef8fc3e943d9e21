import { describe, expect, test } from 'vitest';
import { byteLength } from '../../../src/core/bytes/range';
import type { ErrorCode } from '../../../src/core/errors';
import { viewOf } from '../../../src/core/mp4/box';
import { box, concatenate, uint32, uint64 } from '../../../src/core/mp4/box-writer';
import { openMovie } from '../../../src/core/mp4/open-movie';
import { filmBytes, recipes } from './films';
import { memorySource } from './memory-source';
import { changed, firstBox, topLevel } from './moov-bytes';

const open = (bytes: Uint8Array) => openMovie(memorySource(bytes));
const text = (words: string) => new TextEncoder().encode(words.padEnd(64));
const refuses = (bytes: Uint8Array, code: ErrorCode, detail = '') =>
  expect(open(bytes)).rejects.toMatchObject({ code, detail: expect.stringContaining(detail) });

describe('finding the moov', () => {
  test('at the end: only headers and the moov are read, the moov at once', async () => {
    const bytes = filmBytes(recipes.moovLast);
    const source = memorySource(bytes);
    await openMovie(source);
    const moov = topLevel(bytes, 'moov');
    const headers = source.reads.filter((range) => byteLength(range) <= 16);
    expect(headers.length).toBeLessThan(6);
    expect(source.reads.length).toBe(headers.length + 1);
    expect(source.reads.reduce((sum, range) => sum + byteLength(range), 0)).toBeLessThanOrEqual(
      16 * headers.length + moov.byteLength,
    );
  });

  test('anywhere, past what needs no reading and boxes with 64-bit sizes', async () => {
    const bytes = filmBytes(recipes.faststart);
    const junk = new Uint8Array(bytes.byteLength);
    const large = concatenate([uint32(1), text('mdat').subarray(0, 4), uint64(16 + junk.byteLength), junk]);
    const moov = topLevel(bytes, 'moov');
    const before = ['wide', 'free', 'skip', 'uuid', 'meta', 'mdat'].map((type) => box(type, junk));
    for (const file of [
      concatenate([topLevel(bytes, 'ftyp'), ...before, large, moov, box('mdat', junk)]),
      concatenate([...before, moov]),
      concatenate([large, changed(moov, (view) => view.setUint32(0, 0))]),
    ]) {
      // Samples lie elsewhere now, which only their reader would notice.
      expect((await open(file)).durationSeconds).toBe(6);
    }
  });

  test.each<[string, Uint8Array, string]>([
    ['an HTML page', text('<!DOCTYPE html><html>'), 'HTML'],
    ['Matroska', Uint8Array.of(0x1a, 0x45, 0xdf, 0xa3, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12), 'Matroska'],
    ['a transport stream', new Uint8Array(188 * 4).fill(0x47), 'transport stream'],
    ['MP3', text('ID3\x04'), 'ID3'],
    ['AVI', text('RIFF    AVI LIST'), 'RIFF AVI'],
    ['nothing', new Uint8Array(0), 'empty'],
    ['three bytes', Uint8Array.of(1, 2, 3), '01 02 03'],
    ['a text', text('Service unavailable'), 'Service'],
    ['zeros', new Uint8Array(4096), '00 00'],
  ])('%s is not media', (_, bytes, detail) => refuses(bytes, 'media/not-media', detail));

  test('a file without moov, or cut before it', async () => {
    const bytes = filmBytes(recipes.moovLast);
    const ftyp = topLevel(bytes, 'ftyp');
    await refuses(ftyp, 'media/no-moov');
    await refuses(concatenate([ftyp, box('mdat', new Uint8Array(9))]), 'media/no-moov');
    await refuses(bytes.subarray(0, bytes.byteLength >> 1), 'media/no-moov', 'cut off');
    await refuses(bytes.subarray(0, bytes.byteLength - 9), 'media/corrupt', 'moov cut off');
  });

  test('a moov too long, too many boxes', async () => {
    const huge = concatenate([uint32(65 * 2 ** 20), text('moov').subarray(0, 4)]);
    const source = memorySource(huge, 70 * 2 ** 20);
    await expect(openMovie({ ...source, read: async () => huge })).rejects.toMatchObject({
      code: 'media/limit',
    });
    const free = concatenate(new Array(2000).fill(box('free')));
    await refuses(free, 'media/limit');
  });
});

describe('what is in it', () => {
  test('tracks and their types', async () => {
    const { tracks, durationSeconds } = await open(filmBytes(recipes.twoSounds));
    expect(durationSeconds).toBe(6);
    expect(tracks.map(({ id, kind, mimeType, language }) => ({ id, kind, mimeType, language }))).toEqual([
      { id: 1, kind: 'video', mimeType: 'video/mp4; codecs="avc1.4d400c"', language: 'und' },
      { id: 2, kind: 'audio', mimeType: 'audio/mp4; codecs="mp4a.40.2"', language: 'eng' },
      { id: 3, kind: 'audio', mimeType: 'audio/mp4; codecs="mp4a.40.2"', language: 'fre' },
    ]);
  });

  test.each([
    [recipes.opus, 'mp4', ['video/mp4; codecs="vp09.00.11.08"', 'audio/mp4; codecs="opus"']],
    [recipes.av1, 'mp4', ['video/mp4; codecs="av01.0.00M.08"']],
    [recipes.flac, 'mp4', ['audio/mp4; codecs="flac"']],
    ['-f lavfi -i sine=d=1 -c:a libmp3lame', 'mp4', ['audio/mp4; codecs="mp3"']],
    ['-f lavfi -i sine=d=1 -c:a ac3', 'mp4', ['audio/mp4; codecs="ac-3"']],
    ['-f lavfi -i sine=d=1 -c:a aac', 'mov', ['audio/mp4; codecs="mp4a.40.2"']],
  ])('%s %s', async (recipe, extension, types) => {
    const { tracks } = await open(filmBytes(recipe, extension));
    expect(tracks.map(({ mimeType }) => mimeType)).toEqual(types);
  });

  test('an encrypted film', async () => {
    const bytes = filmBytes(recipes.videoOnly);
    const stsd = firstBox(bytes, 'stsd');
    await refuses(
      changed(bytes, (_, copy) => copy.set(text('encv').subarray(0, 4), stsd.contentStart + 12)),
      'media/encrypted',
    );
  });

  test('a disabled sound comes after the enabled ones; a disabled picture plays where there is no other', async () => {
    const bytes = filmBytes(recipes.twoSounds);
    const disable = (type: 'first' | 'last') =>
      changed(bytes, (view, copy) => {
        const headers = [...find(copy, 'tkhd')];
        for (const position of type === 'first' ? headers.slice(1, 2) : headers)
          view.setUint8(position + 11, 0);
      });
    expect((await open(disable('first'))).tracks.map(({ id }) => id)).toEqual([1, 3, 2]);
    expect((await open(disable('last'))).tracks.map(({ id }) => id)).toEqual([1, 2, 3]);
  });
});

/** Where boxes of a type begin, by their four characters. */
function* find(bytes: Uint8Array, type: string): Generator<number> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = buffer.indexOf(type); at >= 0; at = buffer.indexOf(type, at + 4)) yield at - 4;
}

test('tracks of one id are told apart', async () => {
  const bytes = filmBytes(recipes.faststart);
  const { contentStart } = firstBox(bytes, 'tkhd');
  const { tracks } = await open(changed(bytes, (view) => view.setUint32(contentStart + 12, 2)));
  expect(tracks.map(({ id, kind }) => [id, kind])).toEqual([
    [1, 'video'],
    [2, 'audio'],
  ]);
  for (const { id, initSegment, seek } of tracks) {
    const idIn = (type: string, offset: number) => {
      const at = Buffer.from(initSegment).indexOf(type, 0, 'latin1') + 4 + offset;
      return viewOf(initSegment).getUint32(at);
    };
    expect([idIn('tkhd', 12), idIn('trex', 4), seek(0).next(1)!.trackId]).toEqual([id, id, id]);
  }
});

test('languages that QuickTime counts', async () => {
  const languages = '-metadata:s:a:0 language=jpn -metadata:s:a:1 language=fra';
  const sounds = '-f lavfi -i sine=d=1 -f lavfi -i sine=d=1 -map 0 -map 1 -c:a aac';
  const { tracks } = await open(filmBytes(`${sounds} ${languages}`, 'mov'));
  expect(tracks.map(({ language }) => language)).toEqual(['jpn', 'fra']);
});
