import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ascii, box, concatenate, fullBox, uint32 } from '../../../src/core/mp4/box-writer';
import { readMetadata } from '../../../src/core/mp4/metadata';
import { openMovie } from '../../../src/core/mp4/open-movie';
import { readTrackName } from '../../../src/core/mp4/track-name';
import { filmBytes } from './films';
import { memorySource } from './memory-source';
import { boxesOf } from './table-bytes';
import { textFilms } from './text-films';

const none = { title: '', artist: '', album: '', cover: null };

const item = (name: string, type: number, bytes: Uint8Array) =>
  box(name, box('data', uint32(type, 0), bytes));
const hdlr = fullBox('hdlr', 0, 0, uint32(0), ascii('mdirappl'), uint32(0, 0));
const read = (meta: Uint8Array) => {
  const { view, boxes } = boxesOf(box('udta', meta));
  return readMetadata(view, boxes);
};
const utf8 = (text: string) => new TextEncoder().encode(text);

test('of ffmpeg: title, artist, album and the cover; no cover is taken for a picture that plays', async () => {
  const bytes = new Uint8Array(readFileSync(textFilms.song()));
  const { metadata, tracks, chapters } = await openMovie(memorySource(bytes));
  expect(tracks.map(({ kind }) => kind)).toEqual(['audio']);
  expect(chapters).toHaveLength(2);
  expect(metadata).toMatchObject({ title: 'The work', artist: 'Its author', album: 'All works' });
  expect(metadata?.cover?.mimeType).toBe('image/jpeg');
  expect(metadata?.cover?.bytes.subarray(-2)).toEqual(Uint8Array.of(0xff, 0xd9));
});

test('of either meta, in either encoding, the first that says something', () => {
  const ilst = box(
    'ilst',
    item('\xa9nam', 2, Uint8Array.of(0, 0x47, 0, 0xfc)),
    item('aART', 1, utf8('Zoë')),
    item('covr', 0, concatenate([Uint8Array.of(0x89), ascii('PNG'), new Uint8Array(20)])),
  );
  const expected = { title: 'Gü', artist: 'Zoë', album: '', cover: { mimeType: 'image/png' } };
  expect(read(fullBox('meta', 0, 0, hdlr, ilst))).toMatchObject(expected);
  expect(read(box('meta', hdlr, ilst))).toMatchObject(expected);
});

test.each([
  ['keys of QuickTime', '-movflags +use_metadata_tags', 'mp4'],
  ['texts of QuickTime', '', 'mov'],
  ['boxes of 3GPP', '', '3gp'],
])('of ffmpeg, as %s', async (_, flags, ending) => {
  const said = '-metadata title=Wörk -metadata artist=Author -metadata album=All';
  const bytes = filmBytes(`-f lavfi -i sine=d=1 -c:a aac ${said}${flags && ` ${flags}`}`, ending);
  const { metadata } = await openMovie(memorySource(bytes));
  expect(metadata).toEqual({ title: 'Wörk', artist: 'Author', album: 'All', cover: null });
});

test('a track without a name is called by its title, as GStreamer writes it', () => {
  const meta = fullBox('meta', 0, 0, hdlr, box('ilst', item('\xa9nam', 1, utf8('Kommentar'))));
  const { view, boxes } = boxesOf(concatenate([hdlr, box('udta', meta)]));
  expect(readTrackName(view, boxes, boxes[0]!)).toBe('Kommentar');
});

test('what is damaged is left out, and nothing else', () => {
  const broken = concatenate([uint32(20), ascii('\xa9nam'), uint32(900), ascii('data'), uint32(1)]);
  const ilst = box('ilst', broken, item('\xa9alb', 1, utf8('Album')), item('covr', 13, utf8('<svg>')));
  expect(read(fullBox('meta', 0, 0, hdlr, ilst))).toEqual({ ...none, album: 'Album' });
  for (const meta of [
    box('meta'),
    fullBox('meta', 0, 0, hdlr),
    fullBox('meta', 0, 0, hdlr, box('ilst', uint32(3))),
    box('free'),
  ])
    expect(read(meta)).toEqual(none);
});
