import { ascii, box, fullBox, uint32, uint64 } from '../../../src/core/mp4/box-writer';
import { type Chunk, type EditEntry, type TrackParts, ticksOf } from './parts';
import { sampleTableBox } from './write-tables';

export interface MovieChoices {
  /** Movie ticks per second. Default 1000. */
  readonly movieTimescale?: number;
  /** What mvhd says, in movie ticks; default the truth. */
  readonly durationTicks?: number;
  /** Boxes to be added to the moov: before the mvhd, and after the last trak. */
  readonly moovBefore?: readonly Uint8Array[];
  readonly moovAfter?: readonly Uint8Array[];
  /** The moov with a 64-bit size. */
  readonly wideMoov?: boolean;
}

const unity = 0x10000;
const identity = [unity, 0, 0, 0, unity, 0, 0, 0, 0x40000000];

/** @param chunksOf of each track, with where they lie */
export function moovBox(
  tracks: readonly TrackParts[],
  chunksOf: readonly (readonly (Chunk & { readonly offset: number })[])[],
  choices: MovieChoices,
): Uint8Array {
  const { movieTimescale = 1000, moovBefore = [], moovAfter = [] } = choices;
  const durations = tracks.map((track) => movieTicks(track, movieTimescale));
  const durationTicks = choices.durationTicks ?? Math.max(...durations);
  const wide = tracks.some(({ wideHeaders }) => wideHeaders);
  const times = wide
    ? [uint64(0), uint64(0), uint32(movieTimescale), uint64(durationTicks)]
    : [uint32(0, 0, movieTimescale, durationTicks)];
  const rateAndVolume = uint32(unity, 0x01000000, 0, 0);
  const ids = tracks.map((track, index) => track.id ?? index + 1);
  const nextTrackId = Math.max(...ids) + 1;
  const rest = [rateAndVolume, uint32(...identity), uint32(0, 0, 0, 0, 0, 0), uint32(nextTrackId)];
  const mvhd = fullBox('mvhd', wide ? 1 : 0, 0, ...times, ...rest);
  const traks = tracks.map((track, index) =>
    trakBox(track, ids[index]!, durations[index]!, sampleTableBox(track, chunksOf[index]!)),
  );
  const children = [...moovBefore, mvhd, ...traks, ...moovAfter];
  return choices.wideMoov ? wideBox('moov', children) : box('moov', ...children);
}

/** A box with a largesize: section 4.2. */
export function wideBox(type: string, parts: readonly Uint8Array[]): Uint8Array {
  const size = 16 + parts.reduce((sum, part) => sum + part.byteLength, 0);
  const whole = box(type, uint64(size), ...parts);
  new DataView(whole.buffer).setUint32(0, 1);
  return whole;
}

function movieTicks({ edits, samples, timescale }: TrackParts, movieTimescale: number): number {
  if (edits.length > 0) return edits.reduce((sum, { durationTicks }) => sum + durationTicks, 0);
  return Math.round((ticksOf(samples) / timescale) * movieTimescale);
}

function trakBox(track: TrackParts, id: number, durationTicks: number, stbl: Uint8Array): Uint8Array {
  const { wideHeaders = false, isEnabled = true, handler, matrix = identity, trakBoxes = [] } = track;
  const tkhdTimes = wideHeaders
    ? [uint64(0), uint64(0), uint32(id, 0), uint64(durationTicks)]
    : [uint32(0, 0, id, 0, durationTicks)];
  // layer and alternate_group, then volume and a reserved field.
  const volume = uint32(0, 0, 0, handler === 'soun' ? 0x01000000 : 0);
  const size = uint32(track.widthPx * unity, track.heightPx * unity);
  const flags = isEnabled ? 3 : 2;
  const tkhd = fullBox('tkhd', wideHeaders ? 1 : 0, flags, ...tkhdTimes, volume, uint32(...matrix), size);
  const mediaTicks = ticksOf(track.samples);
  const mdhdTimes = wideHeaders
    ? [uint64(0), uint64(0), uint32(track.timescale), uint64(mediaTicks)]
    : [uint32(0, 0, track.timescale, mediaTicks)];
  const mdhd = fullBox('mdhd', wideHeaders ? 1 : 0, 0, ...mdhdTimes, language(track.language ?? 'und'));
  const hdlr = fullBox('hdlr', 0, 0, uint32(0), ascii(handler), uint32(0, 0, 0), ascii('\0'));
  const dinf = box('dinf', fullBox('dref', 0, 0, uint32(1), fullBox('url ', 0, 1)));
  const minf = box('minf', track.mediaHeader, dinf, stbl);
  return box('trak', tkhd, ...editBoxes(track), ...trakBoxes, box('mdia', mdhd, hdlr, minf));
}

function editBoxes({ edits, wideHeaders = false }: TrackParts): Uint8Array[] {
  if (edits.length === 0) return [];
  const entry = ({ durationTicks, mediaTicks, rate = 1 }: EditEntry) =>
    wideHeaders
      ? [uint64(durationTicks), mediaTicks < 0 ? uint32(-1, -1) : uint64(mediaTicks), uint32(rate * unity)]
      : [uint32(durationTicks, mediaTicks, rate * unity)];
  return [
    box('edts', fullBox('elst', wideHeaders ? 1 : 0, 0, uint32(edits.length), ...edits.flatMap(entry))),
  ];
}

/** Three letters of five bits: section 8.4.2. */
const language = (letters: string): Uint8Array =>
  uint32([...letters].reduce((bits, letter) => bits * 32 + letter.charCodeAt(0) - 0x60, 0) * 2 ** 16);
