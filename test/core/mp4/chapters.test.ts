import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ascii, box, concatenate, fullBox, uint32, uint64 } from '../../../src/core/mp4/box-writer';
import { readChapterList } from '../../../src/core/mp4/chapters';
import { openMovie } from '../../../src/core/mp4/open-movie';
import { memorySource } from './memory-source';
import { changed } from './moov-bytes';
import { boxesOf } from './table-bytes';
import { cuesIn, textFilms } from './text-films';

const open = (bytes: Uint8Array) => openMovie(memorySource(bytes));
const fileOf = (path: string) => new Uint8Array(readFileSync(path));

const expected = [
  { startSeconds: 0, endSeconds: 2.5, text: 'First &amp; foremost', settings: '' },
  { startSeconds: 2.5, endSeconds: 6, text: '第二章', settings: '' },
];

describe('chapters', () => {
  test.each(['mp4', 'mov', 'm4v'])('that ffmpeg lists in %s', async (extension) => {
    const { chapters, textTracks } = await open(fileOf(textFilms.chapters(extension)));
    expect(chapters).toEqual(expected);
    expect(textTracks).toEqual([]);
  });

  test.each(['mp4', 'mov'])('of a text track that others refer to, in %s', async (extension) => {
    const bytes = fileOf(textFilms.chapters(extension));
    const position = Buffer.from(bytes).indexOf('chpl');
    const unlisted = changed(bytes, (_, copy) => copy.set(ascii('free'), position));
    const { chapters, textTracks = [] } = await open(unlisted);
    expect(chapters).toEqual([]);
    expect(textTracks.map(({ kind }) => kind)).toEqual(['chapters']);
    expect(cuesIn(unlisted, textTracks[0]!)).toEqual(expected);
  });

  const entry = (seconds: number, title: string) =>
    concatenate([uint64(seconds * 1e7), Uint8Array.of(title.length), ascii(title)]);
  const listOf = (chpl: Uint8Array) => {
    const { view, boxes } = boxesOf(box('udta', chpl));
    return readChapterList(view, boxes, 10);
  };

  test('in either version, in order of time, within the film', () => {
    const entries = [entry(4, 'B'), entry(1, 'A'), entry(10, 'after the end')];
    const cues = [
      { startSeconds: 1, endSeconds: 4, text: 'A', settings: '' },
      { startSeconds: 4, endSeconds: 10, text: 'B', settings: '' },
    ];
    expect(listOf(fullBox('chpl', 0, 0, Uint8Array.of(3), ...entries))).toEqual(cues);
    expect(listOf(fullBox('chpl', 1, 0, uint32(0), Uint8Array.of(3), ...entries))).toEqual(cues);
  });

  test('as far as the box goes, or none where it is no such box', () => {
    const cut = fullBox('chpl', 0, 0, Uint8Array.of(200), entry(1, 'A'), entry(2, 'BBB').subarray(0, 11));
    expect(listOf(cut)).toHaveLength(1);
    for (const broken of [
      box('chpl'),
      fullBox('chpl', 0, 0),
      fullBox('chpl', 1, 0, uint32(0)),
      fullBox('chpl', 0, 0, Uint8Array.of(1), new Uint8Array(9).fill(0xff)),
    ])
      expect(listOf(broken)).toEqual([]);
  });
});
