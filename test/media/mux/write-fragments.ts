import { ascii, box, concatenate, fullBox, uint32, uint64 } from '../../../src/core/mp4/box-writer';
import { type Sample, type TrackParts, ticksOf } from './parts';
import type { SparseFile } from './write-film';
import { type MovieChoices, moovBox } from './write-moov';

/** Samples `[first, end)` of a track in one traf, written in one of the ways the standard leaves a choice of. */
export interface Traf {
  /** Index of the track in the film. */
  readonly track: number;
  readonly first: number;
  readonly end: number;
  /** What offsets count from: tfhd says the moof (default), or a place in the file; or nothing. */
  readonly base?: 'moof' | 'absolute' | 'implicit';
  /** Of decode times. Default 64. */
  readonly tfdtBits?: 64 | 32 | 0;
  /** Samples of a trun. Default all. */
  readonly runLength?: number;
  /** Whether what all samples have in common stands in tfhd, or trex, and first flags in trun. Default: all in trun. */
  readonly defaults?: 'tfhd' | 'trex';
}

/** A moof, and an mdat with its samples in that order. */
export interface Moof {
  readonly moof: readonly Traf[];
}

/** What a sidx tells of: things that lie one after another in the film. */
export type Reference = readonly (Moof | Sidx | Uint8Array)[];

/** Section 8.16.3. */
export interface Sidx {
  /** A reference whose first is another sidx is one to that. */
  readonly sidx: readonly Reference[];
  /** Index of the track whose times it tells. Default 0. */
  readonly track?: number;
  /** Default 0. */
  readonly version?: 0 | 1;
}

export interface FragmentedPlan extends MovieChoices {
  /** Edits and headers as in the moov; their samples lie in fragments. */
  readonly tracks: readonly TrackParts[];
  /** Top-level boxes in file order; bytes are a box as it is. */
  readonly layout: readonly ('moov' | Moof | Sidx | Uint8Array)[];
  /** Decode time of the first sample of each track, in seconds. Default 0. */
  readonly startSeconds?: readonly number[];
  /** What mehd says, in movie ticks; there is none by default. */
  readonly mehdTicks?: number;
}

type Item = FragmentedPlan['layout'][number];

const isMoof = (item: Item): item is Moof => typeof item === 'object' && 'moof' in item;
const isSidx = (item: Item): item is Sidx => typeof item === 'object' && 'sidx' in item;

/** The film, written as planned. */
export function writeFragmented(plan: FragmentedPlan): SparseFile {
  const writer = new FragmentWriter(plan);
  // Sizes do not depend on places, so a first time with all of them 0 tells where things lie.
  let starts = new Map<Item, number>();
  let parts: { start: number; bytes: Uint8Array }[] = [];
  for (let time = 0; time < 2; time++) {
    let position = 0;
    const places = new Map<Item, number>();
    parts = plan.layout.map((item) => {
      const bytes = writer.write(item, position, starts);
      places.set(item, position);
      position += bytes.byteLength;
      return { start: position - bytes.byteLength, bytes };
    });
    starts = places;
  }
  const last = parts.at(-1)!;
  return { lengthBytes: last.start + last.bytes.byteLength, parts };
}

class FragmentWriter {
  readonly #plan: FragmentedPlan;
  #sequence = 0;

  constructor(plan: FragmentedPlan) {
    this.#plan = plan;
  }

  write(item: Item, position: number, starts: ReadonlyMap<Item, number>): Uint8Array {
    if (item === 'moov') return this.#moov();
    if (isMoof(item)) return this.#moof(item, position);
    return isSidx(item) ? this.#sidx(item, position, starts) : item;
  }

  #moov(): Uint8Array {
    const { tracks, mehdTicks, moovAfter = [] } = this.#plan;
    const mvex = box(
      'mvex',
      ...(mehdTicks === undefined ? [] : [fullBox('mehd', 0, 0, uint32(mehdTicks))]),
      ...tracks.map((track, index) => {
        const { durationTicks = 0 } = track.samples[0] ?? {};
        return fullBox('trex', 0, 0, uint32(this.#idOf(index), 1, durationTicks, 0, nonSync));
      }),
    );
    const empty = tracks.map((track) => ({ ...track, samples: [] }));
    const choices = { durationTicks: 0, ...this.#plan, moovAfter: [mvex, ...moovAfter] };
    return moovBox(
      empty,
      tracks.map(() => []),
      choices,
    );
  }

  #idOf(track: number): number {
    return this.#plan.tracks[track]!.id ?? track + 1;
  }

  #samplesOf({ track, first, end }: Traf): readonly Sample[] {
    return this.#plan.tracks[track]!.samples.slice(first, end);
  }

  #startTicks({ track, first }: Traf): number {
    const { samples, timescale } = this.#plan.tracks[track]!;
    return Math.round((this.#plan.startSeconds?.[track] ?? 0) * timescale) + ticksOf(samples.slice(0, first));
  }

  #moof({ moof }: Moof, position: number): Uint8Array {
    this.#sequence += 1;
    const write = (moofBytes: number) => {
      let offset = moofBytes + 8;
      const trafs = moof.map((traf, index) => {
        const before = moof.slice(0, index);
        const bytes = this.#traf(traf, position, offset, before.length > 0);
        offset += bytesOf(this.#samplesOf(traf));
        return bytes;
      });
      return box('moof', fullBox('mfhd', 0, 0, uint32(this.#sequence)), ...trafs);
    };
    const samples = moof.flatMap((traf) => this.#samplesOf(traf));
    const mdat = box('mdat', ...samples.map(({ bytes }) => bytes));
    return concatenate([write(write(0).byteLength), mdat]);
  }

  /** @param offset of its samples from the moof; those of another traf lie before them where it `follows` one */
  #traf(traf: Traf, position: number, offset: number, follows: boolean): Uint8Array {
    const { base = 'moof', tfdtBits = 64, defaults } = traf;
    const samples = this.#samplesOf(traf);
    const id = this.#idOf(traf.track);
    const { durationTicks = 0 } = samples[0] ?? {};
    const isTfhd = defaults === 'tfhd';
    const flags = (base === 'moof' ? 0x20000 : 0) | (base === 'absolute' ? 1 : 0) | (isTfhd ? 0x2a : 0);
    const tfhd = fullBox(
      'tfhd',
      0,
      flags,
      uint32(id),
      ...(base === 'absolute' ? [uint64(position)] : []),
      ...(isTfhd ? [uint32(1, durationTicks, nonSync)] : []),
    );
    const ticks = this.#startTicks(traf);
    const tfdt =
      tfdtBits === 64 ? fullBox('tfdt', 1, 0, uint64(ticks)) : fullBox('tfdt', 0, 0, uint32(ticks));
    const runs: Uint8Array[] = [];
    const { runLength = samples.length } = traf;
    for (let first = 0; first < samples.length; first += runLength) {
      const inRun = samples.slice(first, first + runLength);
      // Without an offset a run follows the one before it.
      const isTold = first === 0 && !(base === 'implicit' && follows);
      runs.push(trun(inRun, isTold ? offset : null, defaults !== undefined));
    }
    return box('traf', tfhd, ...(tfdtBits === 0 ? [] : [tfdt]), ...runs);
  }

  #sidx(item: Sidx, position: number, starts: ReadonlyMap<Item, number>): Uint8Array {
    const { sidx, track = 0, version = 0 } = item;
    const { timescale } = this.#plan.tracks[track]!;
    const first = sidx.flatMap(trafsOf).find((traf) => traf.track === track);
    const [sample] = first ? this.#samplesOf(first) : [];
    const startTicks = first && sample ? this.#startTicks(first) + sample.offsetTicks : 0;
    const wide = (value: number) => (version === 1 ? uint64(value) : uint32(value));
    const byteCount = 32 + (version === 1 ? 8 : 0) + 12 * sidx.length;
    const startOf = (reference: Reference | undefined) => (reference ? (starts.get(reference[0]!) ?? 0) : 0);
    const { layout } = this.#plan;
    const references = sidx.map((reference) => {
      const after = layout[layout.indexOf(reference.at(-1)!) + 1];
      const end = (after && starts.get(after)) ?? this.#endOf(starts);
      const ticks = trafsOf(reference)
        .filter((traf) => traf.track === track)
        .reduce((sum, traf) => sum + ticksOf(this.#samplesOf(traf)), 0);
      const type = isSidx(reference[0]!) ? 2 ** 31 : 0;
      return uint32(type + Math.max(0, end - startOf(reference)), ticks, 0x90000000);
    });
    return fullBox(
      'sidx',
      version,
      0,
      uint32(this.#idOf(track), timescale),
      wide(startTicks),
      wide(Math.max(0, startOf(sidx[0]) - position - byteCount)),
      uint32(sidx.length),
      ...references,
    );
  }

  #endOf(starts: ReadonlyMap<Item, number>): number {
    const last = this.#plan.layout.at(-1)!;
    return (starts.get(last) ?? 0) + this.write(last, 0, starts).byteLength;
  }
}

/** Those of another index are told by that. */
const trafsOf = ([first, ...others]: Reference): Traf[] =>
  first && isSidx(first)
    ? first.sidx.flatMap(trafsOf)
    : [...(first ? [first] : []), ...others].flatMap((item) =>
        isMoof(item as Item) ? (item as Moof).moof : [],
      );

const bytesOf = (samples: readonly Sample[]) => samples.reduce((sum, { bytes }) => sum + bytes.byteLength, 0);

/** sample_flags, section 8.8.3.1. */
const nonSync = 0x01010000;
const sync = 0x02000000;
const flagsOf = ({ isSync }: Sample) => (isSync ? sync : nonSync);

/** @param isShort whether what is usual is left to the defaults */
function trun(samples: readonly Sample[], dataOffset: number | null, isShort: boolean): Uint8Array {
  const [first] = samples;
  const isUsual = isShort && samples.every(({ durationTicks }) => durationTicks === first!.durationTicks);
  const hasFirst = isShort && samples.slice(1).every(({ isSync }) => !isSync);
  const hasOffsets = samples.some(({ offsetTicks }) => offsetTicks !== 0);
  const flags =
    (dataOffset === null ? 0 : 1) |
    (hasFirst ? 4 : 0x400) |
    (isUsual ? 0 : 0x100) |
    0x200 |
    (hasOffsets ? 0x800 : 0);
  const entries = samples.map((sample) =>
    uint32(
      ...(isUsual ? [] : [sample.durationTicks]),
      sample.bytes.byteLength,
      ...(hasFirst ? [] : [flagsOf(sample)]),
      ...(hasOffsets ? [sample.offsetTicks] : []),
    ),
  );
  const head = [
    samples.length,
    ...(dataOffset === null ? [] : [dataOffset]),
    ...(hasFirst ? [flagsOf(first!)] : []),
  ];
  return fullBox('trun', 1, flags, uint32(...head), ...entries);
}

/** Fragments of about so many seconds, all tracks in each, cut at sync samples of the first. */
export function fragmentsOf(
  tracks: readonly TrackParts[],
  seconds: number,
  choices: Partial<Traf> = {},
): Moof[] {
  const ends = tracks.map(() => 0);
  const moofs: Moof[] = [];
  for (
    let until = seconds;
    ends.some((end, track) => end < tracks[track]!.samples.length);
    until += seconds
  ) {
    const trafs = tracks.map((parts, track): Traf => {
      const first = ends[track]!;
      let ticks = ticksOf(parts.samples.slice(0, first));
      let end = first;
      while (end < parts.samples.length && ticks < until * parts.timescale - 1)
        ticks += parts.samples[end++]!.durationTicks;
      ends[track] = end;
      return { track, first, end, ...choices };
    });
    moofs.push({ moof: trafs.filter(({ first, end }) => end > first) });
  }
  return moofs;
}

/** Segment boxes: a type, messages, a clock; ISO/IEC 14496-12 sections 8.16.2 and 8.16.5, ISO/IEC 23009-1. */
export const styp = (): Uint8Array => box('styp', ascii('msdh'), uint32(0), ascii('msdhmsix'));
export const emsg = (): Uint8Array =>
  fullBox('emsg', 1, 0, uint32(1000), uint64(0), uint32(0, 1), ascii('urn:x\0\0'));
export const prft = (): Uint8Array => fullBox('prft', 1, 0, uint32(1), uint64(0), uint64(0));
