import type { MovieMetadata } from '../movie';
import type { Box } from './box';
import { type Tag, type TagSource, type TagValue, tagSources } from './metadata-tags';
import { decodeText, decodeUtf16 } from './text-encoding';

const maxTextBytes = 4096;
/** Covers are shown at a few hundred pixels; they lie in memory twice while the film plays. */
const maxCoverBytes = 8 * 2 ** 20;

/** What the file says of the work in it, wherever it does; the first place that says something counts. */
export function readMetadata(view: DataView, moov: readonly Box[]): MovieMetadata {
  const sources = tagSources(view, moov);
  return {
    title: first(sources, 'title', readText) ?? '',
    artist: first(sources, 'artist', readText) ?? '',
    album: first(sources, 'album', readText) ?? '',
    cover: first(sources, 'cover', readCover),
  };
}

/** The title alone. @param boxes of the moov, or of a trak */
export const readTitle = (view: DataView, boxes: readonly Box[]): string =>
  first(tagSources(view, boxes), 'title', readText) ?? '';

function first<T>(sources: readonly TagSource[], tag: Tag, read: (value: TagValue) => T | null): T | null {
  for (const source of sources) {
    for (const value of source(tag)) {
      const found = read(value);
      if (found) return found;
    }
  }
  return null;
}

function readText({ type, bytes }: TagValue): string {
  const text = bytes.subarray(0, maxTextBytes);
  if (type === 1) return decodeText(text).replace(/\0.*$/s, '').trim();
  return type === 2 ? decodeUtf16(text, 1).trim() : '';
}

/** The first picture that browsers know: they are told its kind by its bytes, whatever the item claims. */
function readCover({ bytes }: TagValue): MovieMetadata['cover'] {
  const mimeType = pictureType(bytes);
  // A copy, or it would keep the whole index in memory.
  return mimeType !== null && bytes.byteLength <= maxCoverBytes ? { mimeType, bytes: bytes.slice() } : null;
}

const signatures: readonly (readonly [mimeType: string, start: RegExp])[] = [
  ['image/jpeg', /^\xff\xd8\xff/],
  ['image/png', /^\x89PNG/],
  ['image/gif', /^GIF8/],
  ['image/webp', /^RIFF[\s\S]{4}WEBP/],
  ['image/bmp', /^BM/],
];

function pictureType(bytes: Uint8Array): string | null {
  const start = String.fromCharCode(...bytes.subarray(0, 12));
  return signatures.find(([, pattern]) => pattern.test(start))?.[0] ?? null;
}
