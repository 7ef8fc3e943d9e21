import { boxesIn, bytesOf, childrenOf, need, viewOf } from '../../../src/core/mp4/box';
import { ascii, box, concatenate, fullBox, uint32 } from '../../../src/core/mp4/box-writer';
import type { TrackParts } from '../../media/mux/parts';
import { takeApart } from '../../media/mux/take-apart';
import { ftyp, inMemory } from '../../media/mux/write-film';
import { fragmentsOf, writeFragmented } from '../../media/mux/write-fragments';

/** The tables of a text track whose samples lie one after another: all in one chunk. */
const stblOf = (offset: number, samples: readonly Uint8Array[], ticks: readonly number[]) =>
  box(
    'stbl',
    fullBox('stsd', 0, 0, uint32(1), box('wvtt', uint32(0, 1), box('vttC', ascii('WEBVTT')))),
    fullBox('stts', 0, 0, uint32(ticks.length, ...ticks.flatMap((each) => [1, each]))),
    fullBox('stsc', 0, 0, uint32(1, 1, samples.length, 1)),
    fullBox('stsz', 0, 0, uint32(0, samples.length, ...samples.map(({ byteLength }) => byteLength))),
    fullBox('stco', 0, 0, uint32(1, offset)),
  );

/**
 * A film with a WebVTT track, which ffmpeg does not write: its cues, each a second long, lie behind all else.
 * @param film with its moov last
 */
export function withWebvtt(film: Uint8Array, payloads: readonly string[]): Uint8Array {
  const view = viewOf(film);
  const boxes = boxesIn(view, 0, film.byteLength);
  const moov = need(boxes, 'moov');
  const before = boxes.filter((each) => each !== moov).map((each) => bytesOf(view, each));
  const samples = payloads.map((payload) =>
    box('vttc', box('sttg', ascii('line:0')), box('payl', new TextEncoder().encode(payload))),
  );
  const textStart = before.reduce((sum, { byteLength }) => sum + byteLength, 8);
  const tkhd = fullBox('tkhd', 0, 3, uint32(0, 0, 99, 0, 0), new Uint8Array(60));
  // 'eng', packed.
  const mdhd = fullBox('mdhd', 0, 0, uint32(0, 0, 1000, 1000 * payloads.length, 0x15c70000));
  const hdlr = fullBox('hdlr', 0, 0, uint32(0), ascii('text'), uint32(0, 0, 0), ascii('Spoken words\0'));
  const ticks = payloads.map(() => 1000);
  const mdia = box('mdia', mdhd, hdlr, box('minf', stblOf(textStart, samples, ticks)));
  const traks = childrenOf(view, moov).map((each) => bytesOf(view, each));
  return concatenate([...before, box('mdat', ...samples), box('moov', ...traks, box('trak', tkhd, mdia))]);
}

/** A text track to be written in any way, a second for each sample. */
export const textTrack = (entry: 'wvtt' | 'stpp', samples: readonly Uint8Array[]): TrackParts => ({
  handler: 'text',
  timescale: 1000,
  mediaHeader: fullBox('nmhd', 0, 0),
  sampleEntries: [box(entry, uint32(0, 1), ...(entry === 'wvtt' ? [box('vttC', ascii('WEBVTT'))] : []))],
  widthPx: 0,
  heightPx: 0,
  samples: samples.map((bytes) => ({
    bytes,
    durationTicks: 1000,
    offsetTicks: 0,
    isSync: true,
    descriptionIndex: 1,
  })),
  edits: [],
  language: 'eng',
});

/** A film in fragments of two seconds, from some time of a live stream on, each with the words of its seconds. */
export function withWebvttInFragments(film: Uint8Array, payloads: readonly string[], startSeconds: number) {
  const samples = payloads.map((payload) =>
    box('vttc', box('sttg', ascii('line:0')), box('payl', new TextEncoder().encode(payload))),
  );
  const tracks = [...takeApart(film), textTrack('wvtt', samples)];
  const layout = [ftyp('iso6'), 'moov' as const, ...fragmentsOf(tracks, 2)];
  return inMemory(writeFragmented({ tracks, layout, startSeconds: tracks.map(() => startSeconds) }));
}
