import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { TextFormat } from '../../../src/core/movie';
import { ascii, box, concatenate, uint32 } from '../../../src/core/mp4/box-writer';
import { openMovie } from '../../../src/core/mp4/open-movie';
import { cuesOf } from '../../../src/core/mp4/text-sample';
import { filmBytes, recipes } from './films';
import { memorySource } from './memory-source';
import { changed } from './moov-bytes';
import { cuesIn, textFilms } from './text-films';
import { withWebvtt } from './webvtt-film';

const open = (bytes: Uint8Array) => openMovie(memorySource(bytes));
const fileOf = (path: string) => new Uint8Array(readFileSync(path));

const sample = { startSeconds: 1, endSeconds: 2, range: { start: 0, endExclusive: 1 } };
const textsOf = (format: TextFormat, bytes: Uint8Array) =>
  cuesOf(format, sample, bytes).map(({ text }) => text);
const utf8 = (text: string) => new TextEncoder().encode(text);
const uint16 = (...values: number[]) => uint32(...values).filter((_, index) => index % 4 > 1);
const timedText = (text: Uint8Array, ...boxes: Uint8Array[]) =>
  concatenate([uint16(text.byteLength), text, ...boxes]);
const style = (start: number, end: number, faces: number) =>
  concatenate([uint16(start, end, 1), Uint8Array.of(faces, 18), uint32(0xffffffff)]);

describe('text tracks', () => {
  test('of ffmpeg: languages, names, times, words and their faces', async () => {
    const bytes = fileOf(textFilms.captions());
    const { textTracks = [], tracks } = await open(bytes);
    expect(tracks.map(({ kind }) => kind)).toEqual(['video']);
    expect(textTracks.map(({ kind, language, name }) => ({ kind, language, name }))).toEqual([
      { kind: 'subtitles', language: 'eng', name: '' },
      { kind: 'subtitles', language: 'fra', name: 'Signs' },
    ]);
    expect(cuesIn(bytes, textTracks[0]!)).toEqual([
      {
        startSeconds: 0.5,
        endSeconds: 1.5,
        text: 'Plain &amp; <b>bold</b> and <i>slanted 漢字</i>',
        settings: '',
      },
      { startSeconds: 2, endSeconds: 3, text: 'Two\nlines', settings: '' },
      { startSeconds: 3, endSeconds: 4.5, text: 'a &lt; b', settings: '' },
    ]);
  });

  test.each([
    ['stsz', 8, 50_000_000],
    ['stts', 4, 50_000_000],
  ])('with a %s that lies are left out, and the film plays', async (type, offset, value) => {
    const bytes = fileOf(textFilms.captions());
    // The last of its kind in the moov is the second text track's.
    const position = Buffer.from(bytes).lastIndexOf(type) + 4 + offset;
    const { textTracks = [], tracks } = await open(changed(bytes, (view) => view.setUint32(position, value)));
    expect(tracks).toHaveLength(1);
    expect(textTracks.map(({ language }) => language)).toEqual(['eng']);
  });

  test('of WebVTT', async () => {
    const bytes = withWebvtt(filmBytes(recipes.videoOnly), ['One', '<b>Zwei</b> ß']);
    const { textTracks = [] } = await open(bytes);
    expect(textTracks).toMatchObject([{ kind: 'subtitles', language: 'eng', name: 'Spoken words' }]);
    expect(cuesIn(bytes, textTracks[0]!)).toEqual([
      { startSeconds: 0, endSeconds: 1, text: 'One', settings: 'line:0' },
      { startSeconds: 1, endSeconds: 2, text: '<b>Zwei</b> ß', settings: 'line:0' },
    ]);
  });

  test('whose samples lie past the end of the file have none', async () => {
    const bytes = fileOf(textFilms.captions());
    const position = Buffer.from(bytes).lastIndexOf('stco') + 12;
    const { textTracks = [] } = await open(changed(bytes, (view) => view.setUint32(position, 0x7fffffff)));
    for (const { samples } of textTracks) {
      for (const { range } of samples) expect(range.endExclusive).toBeLessThanOrEqual(bytes.byteLength);
    }
  });
});

describe('timed text', () => {
  test('in UTF-8, UTF-16 of either order, and what is neither', () => {
    expect(textsOf('timed-text', timedText(utf8('Grüße, 100 %')))).toEqual(['Grüße, 100 %']);
    const utf16 = uint16(0xfeff, ...Array.from('Grüße', (letter) => letter.charCodeAt(0)));
    expect(textsOf('timed-text', timedText(utf16))).toEqual(['Grüße']);
    const swapped = Uint8Array.from(utf16, (_, index) => utf16[index ^ 1]!);
    expect(textsOf('timed-text', timedText(swapped))).toEqual(['Grüße']);
    expect(textsOf('timed-text', timedText(Uint8Array.of(0x47, 0xfc)))).toEqual(['Gü']);
  });

  test('has the faces its styles say, nested as tags must be', () => {
    const styl = box('styl', uint16(2), style(0, 1, 7), style(2, 4, 2));
    expect(textsOf('timed-text', timedText(utf8('a😀<b&c'), styl))).toEqual([
      '<b><i><u>a</u></i></b>😀<i>&lt;b</i>&amp;c',
    ]);
  });

  test('keeps its words where styles make no sense', () => {
    const overlapping = box('styl', uint16(9), style(3, 1, 1), style(0, 9999, 1), style(1, 2, 1));
    expect(textsOf('timed-text', timedText(utf8('abc'), overlapping))).toEqual(['<b>abc</b>']);
    expect(textsOf('timed-text', timedText(utf8('abc'), uint32(3, 0x7374796c)))).toEqual(['abc']);
    expect(textsOf('timed-text', timedText(utf8('abc'), box('styl')))).toEqual(['abc']);
  });

  test('is nothing where there is none', () => {
    for (const bytes of [new Uint8Array(), new Uint8Array(1), new Uint8Array(2), timedText(utf8(' \n'))]) {
      expect(textsOf('timed-text', bytes)).toEqual([]);
    }
    expect(textsOf('timed-text', concatenate([uint16(999), utf8('cut')]))).toEqual(['cut']);
  });
});

describe('WebVTT in samples', () => {
  const payload = (text: string) => box('payl', utf8(text));

  test('has a cue for each vttc, with its settings', () => {
    const bytes = concatenate([
      box('vttc', box('iden', utf8('1')), box('sttg', ascii(' line:0 align:start ')), payload('<i>One</i>')),
      box('vtta', utf8('a comment')),
      box('vttc', payload('Zwei ß')),
    ]);
    expect(cuesOf('webvtt', sample, bytes)).toEqual([
      { startSeconds: 1, endSeconds: 2, text: '<i>One</i>', settings: 'line:0 align:start' },
      { startSeconds: 1, endSeconds: 2, text: 'Zwei ß', settings: '' },
    ]);
  });

  test('is nothing where there is none, or nonsense', () => {
    for (const bytes of [
      box('vtte'),
      box('vttc'),
      new Uint8Array(40),
      concatenate([uint32(99), ascii('vttc')]),
    ])
      expect(textsOf('webvtt', bytes)).toEqual([]);
  });
});
