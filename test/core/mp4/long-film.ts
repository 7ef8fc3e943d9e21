import { fullBox, uint32 } from '../../../src/core/mp4/box-writer';
import { type BoxNode, readTree, writeTree } from '../../fuzz/box-tree';
import { filmBytes, recipes } from './films';

const hours = 10;
const seconds = hours * 3600;
/** As ffmpeg interleaves: a chunk a picture, and the sound of that time, seven times two frames and once one. */
const pictures = seconds * 25;
const sounds = (pictures / 8) * 15;
export const longFilmSamples = pictures + sounds;
/** A gigabyte every hour or so; beyond what 32 bits hold. */
export const longFilmBytes = hours * 1.2e9;

/** Numbers too many for `uint32`. */
function numbers(count: number, at: (index: number) => number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(4 * count);
  const view = new DataView(bytes.buffer);
  for (let index = 0; index < count; index++) view.setUint32(4 * index, at(index));
  return bytes;
}

const pictureBytes = (index: number) => (index % 50 === 0 ? 60_000 : 4000 + ((index * 7919) % 9000));
const soundBytes = (index: number) => 300 + ((index * 31) % 100);
const isSingle = (chunk: number) => chunk % 8 === 7;

export interface LongFilm {
  /** ftyp and moov; the samples are left out. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Where each chunk lies. */
  readonly pictureOffsets: Float64Array;
  readonly soundOffsets: Float64Array;
}

/**
 * The index of ten hours of film as ffmpeg writes it: 2.6 million samples.
 */
export function longFilm(): LongFilm {
  const tree = readTree(filmBytes(recipes.noEdits)).filter(({ type }) => type === 'ftyp' || type === 'moov');
  const start = 64 * 2 ** 20;
  const pictureOffsets = new Float64Array(pictures);
  const soundOffsets = new Float64Array(pictures);
  let offset = start;
  let sound = 0;
  for (let chunk = 0; chunk < pictures; chunk++) {
    pictureOffsets[chunk] = offset;
    offset += pictureBytes(chunk);
    soundOffsets[chunk] = offset;
    for (let count = isSingle(chunk) ? 1 : 2; count > 0; count--) offset += soundBytes(sound++);
  }
  const co64 = (offsets: Float64Array) =>
    fullBox(
      'co64',
      0,
      0,
      uint32(pictures),
      numbers(2 * pictures, (index) => {
        const value = offsets[index >> 1]!;
        return index % 2 === 0 ? Math.floor(value / 2 ** 32) : value % 2 ** 32;
      }),
    );
  const reorder = [512, 2048, 1024, 0];
  const video = [
    fullBox('stts', 0, 0, uint32(1, pictures, 512)),
    fullBox(
      'stss',
      0,
      0,
      uint32(pictures / 50),
      numbers(pictures / 50, (index) => 50 * index + 1),
    ),
    fullBox(
      'ctts',
      0,
      0,
      uint32(pictures),
      numbers(2 * pictures, (index) => (index % 2 === 0 ? 1 : reorder[(index >> 1) % 4]!)),
    ),
    fullBox('stsc', 0, 0, uint32(1, 1, 1, 1)),
    fullBox('stsz', 0, 0, uint32(0, pictures), numbers(pictures, pictureBytes)),
    co64(pictureOffsets),
  ];
  // Chunks 1 to 7 of eight hold two samples, the last holds one.
  const runs = pictures / 4;
  const audio = [
    fullBox('stts', 0, 0, uint32(1, sounds, 1024)),
    fullBox(
      'stsc',
      0,
      0,
      uint32(runs),
      numbers(3 * runs, (index) => {
        const run = Math.floor(index / 3);
        const isPairs = run % 2 === 0;
        const firstChunk = 8 * (run >> 1) + (isPairs ? 1 : 8);
        return [firstChunk, isPairs ? 2 : 1, 1][index % 3]!;
      }),
    ),
    fullBox('stsz', 0, 0, uint32(0, sounds), numbers(sounds, soundBytes)),
    co64(soundOffsets),
  ];
  const traks = tree.at(-1)!.children.filter(({ type }) => type === 'trak');
  for (const [index, tables] of [video, audio].entries()) {
    const stbl = ['mdia', 'minf', 'stbl'].reduce<BoxNode>(
      (node, type) => node.children.find((child) => child.type === type)!,
      traks[index]!,
    );
    const stsd = stbl.children.find(({ type }) => type === 'stsd')!;
    stbl.children = [stsd, ...tables.map((bytes) => readTree(bytes)[0]!)];
  }
  return { bytes: writeTree(tree), pictureOffsets, soundOffsets };
}
