import { ascii, box, uint32, uint64 } from '../../../src/core/mp4/box-writer';
import type { Chunk, Sample, TrackParts } from './parts';
import { type MovieChoices, moovBox } from './write-moov';

/** A file with holes: what is not told is zeros. */
export interface SparseFile {
  readonly lengthBytes: number;
  /** In file order. */
  readonly parts: readonly { readonly start: number; readonly bytes: Uint8Array }[];
}

export interface Mdat {
  /** In the order they lie in; a number is a hole of so many bytes. */
  readonly mdat: readonly (Chunk | number)[];
  /** How the box says its size. Default in 32 bits. `open`: 0, to the end of the file. */
  readonly size?: 'short' | 'large' | 'open';
}

/** Top-level boxes in file order; bytes are a box as it is. */
export type Layout = readonly ('moov' | Mdat | Uint8Array)[];

export interface FilmPlan extends MovieChoices {
  readonly tracks: readonly TrackParts[];
  readonly layout: Layout;
}

export const ftyp = (brand = 'isom', ...compatible: string[]): Uint8Array =>
  box('ftyp', ascii(brand), uint32(512), ...[brand, ...compatible].map(ascii));

/** The film, written as planned. */
export function writeFilm({ tracks, layout, ...choices }: FilmPlan): SparseFile {
  const moovOf = (offsets: ReadonlyMap<Chunk, number>) => {
    const chunksOf = tracks.map((_, track) =>
      [...offsets]
        .map(([chunk, offset]) => ({ ...chunk, offset }))
        .filter((chunk) => chunk.track === track)
        .sort((a, b) => a.first - b.first),
    );
    return moovBox(tracks, chunksOf, choices);
  };
  const bytesOf = (chunk: Chunk): readonly Sample[] =>
    tracks[chunk.track]!.samples.slice(chunk.first, chunk.end);
  // First with offsets that mean nothing, since where chunks lie depends on how long the moov is.
  const chunks = layout
    .flatMap((each) => (isMdat(each) ? each.mdat : []))
    .filter((each) => typeof each !== 'number');
  const moovBytes = moovOf(new Map(chunks.map((chunk) => [chunk, 0]))).byteLength;
  const offsets = new Map<Chunk, number>();
  const parts: { start: number; bytes: Uint8Array }[] = [];
  let moovStart = 0;
  let position = 0;
  const put = (bytes: Uint8Array) => {
    parts.push({ start: position, bytes });
    position += bytes.byteLength;
  };
  for (const each of layout) {
    if (each === 'moov') {
      moovStart = position;
      position += moovBytes;
    } else if (isMdat(each)) {
      put(mdatHeader(each, bytesOf));
      for (const chunk of each.mdat) {
        if (typeof chunk === 'number') position += chunk;
        else {
          offsets.set(chunk, position);
          for (const { bytes } of bytesOf(chunk)) put(bytes);
        }
      }
    } else put(each);
  }
  parts.push({ start: moovStart, bytes: moovOf(offsets) });
  return { lengthBytes: position, parts: parts.sort((a, b) => a.start - b.start) };
}

/** A file without holes worth the name, in memory. */
export function inMemory({ lengthBytes, parts }: SparseFile): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(lengthBytes);
  for (const part of parts) bytes.set(part.bytes, part.start);
  return bytes;
}

const isMdat = (each: Layout[number]): each is Mdat => typeof each === 'object' && 'mdat' in each;

function mdatHeader(
  { mdat, size = 'short' }: Mdat,
  bytesOf: (chunk: Chunk) => readonly Sample[],
): Uint8Array {
  const lengths = mdat.map((each) =>
    typeof each === 'number' ? each : bytesOf(each).reduce((sum, { bytes }) => sum + bytes.byteLength, 0),
  );
  const content = lengths.reduce((sum, length) => sum + length, 0);
  if (size === 'large') return new Uint8Array([...uint32(1), ...ascii('mdat'), ...uint64(16 + content)]);
  return new Uint8Array([...uint32(size === 'open' ? 0 : 8 + content), ...ascii('mdat')]);
}
