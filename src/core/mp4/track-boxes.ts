import { FunnelError } from '../errors';
import {
  type Box,
  bytesOf,
  childrenOf,
  find,
  fourCharacterCode,
  getUint64,
  need,
  needBytes,
  versionOf,
} from './box';
import type { TrackKind } from './sample-entry';
import { readTrackName } from './track-name';

/** Where durations lie in the whole box, and what else headers of two versions have in different places. */
const layouts = {
  mvhd: { minBytes: [100, 112], timescale: [20, 28], duration: [24, 32] },
  mdhd: { minBytes: [24, 36], timescale: [20, 28], duration: [24, 32], language: [28, 40] },
  tkhd: { minBytes: [84, 96], trackId: [20, 28], duration: [28, 36] },
} as const;

/** A track worth a look, its boxes found, nothing read yet. */
export interface TrackBoxes<Kind = TrackKind> {
  readonly id: number;
  readonly kind: Kind;
  readonly isEnabled: boolean;
  readonly timescale: number;
  readonly language: string;
  readonly name: string;
  readonly tkhd: Box;
  readonly mdhd: Box;
  /** Children of the trak, for the edit list. */
  readonly trak: readonly Box[];
  /** Children of the stbl. */
  readonly stbl: readonly Box[];
}

/** ISO/IEC 14496-12 section 8.2.2. Durations are in movie ticks, 0 where unknown. */
export interface MovieHeader {
  readonly box: Box;
  readonly timescale: number;
  readonly durationTicks: number;
}

/** @throws FunnelError `media/corrupt`. */
export function readMovieHeader(view: DataView, mvhd: Box): MovieHeader {
  const version = checkedVersion(view, mvhd, 'mvhd');
  const timescale = view.getUint32(mvhd.start + layouts.mvhd.timescale[version]);
  if (timescale === 0) throw new FunnelError('media/corrupt', 'movie timescale 0');
  const position = mvhd.start + layouts.mvhd.duration[version];
  const unknown = view.getUint32(position) === 0xffffffff;
  const durationTicks = version === 0 ? view.getUint32(position) : unknown ? 0 : getUint64(view, position);
  return { box: mvhd, timescale, durationTicks: unknown ? 0 : durationTicks };
}

/**
 * The boxes of a trak with sound or picture; null where it has neither, or its samples lie in another file.
 * @throws FunnelError `media/corrupt`.
 */
export const readTrackBoxes = (view: DataView, trakBox: Box): TrackBoxes | null =>
  readTrackOfKind(view, trakBox, { vide: 'video', soun: 'audio' });

/**
 * The same for tracks of other kinds.
 * @param kinds by `handler_type`, ISO/IEC 14496-12 section 8.4.3.
 * @throws FunnelError `media/corrupt`.
 */
export function readTrackOfKind<Kind extends string>(
  view: DataView,
  trakBox: Box,
  kinds: Readonly<Record<string, Kind>>,
): TrackBoxes<Kind> | null {
  const trak = childrenOf(view, trakBox);
  const mdia = childrenOf(view, need(trak, 'mdia'));
  const hdlr = need(mdia, 'hdlr');
  needBytes(hdlr, 12);
  const handlerType = fourCharacterCode(view, hdlr.contentStart + 8);
  const kind = Object.hasOwn(kinds, handlerType) ? kinds[handlerType] : undefined;
  if (kind === undefined) return null;
  const tkhd = need(trak, 'tkhd');
  const mdhd = need(mdia, 'mdhd');
  const mdhdVersion = checkedVersion(view, mdhd, 'mdhd');
  const timescale = view.getUint32(mdhd.start + layouts.mdhd.timescale[mdhdVersion]);
  if (timescale === 0) throw new FunnelError('media/corrupt', 'media timescale 0');
  const minf = childrenOf(view, need(mdia, 'minf'));
  if (liesElsewhere(view, minf)) return null;
  return {
    id: view.getUint32(tkhd.start + trackIdOffset(view, tkhd)),
    kind,
    isEnabled: (view.getUint8(tkhd.contentStart + 3) & 1) === 1,
    timescale,
    language: readLanguage(view, mdia, mdhd.start + layouts.mdhd.language[mdhdVersion]),
    name: readTrackName(view, trak, hdlr),
    tkhd,
    mdhd,
    trak,
    stbl: childrenOf(view, need(minf, 'stbl')),
  };
}

/** Where its id lies in a whole tkhd. */
export const trackIdOffset = (view: DataView, tkhd: Box): number =>
  layouts.tkhd.trackId[checkedVersion(view, tkhd, 'tkhd')];

/** A copy of a header whose duration is 0, as an init segment's is. Its version is known to be 0 or 1. */
export function withoutDuration(view: DataView, header: Box, name: keyof typeof layouts): Uint8Array {
  const bytes = bytesOf(view, header).slice();
  const version = checkedVersion(view, header, name);
  bytes.fill(0, layouts[name].duration[version], layouts[name].duration[version] + (version === 0 ? 4 : 8));
  return bytes;
}

function checkedVersion(view: DataView, box: Box, name: keyof typeof layouts): 0 | 1 {
  const version = versionOf(view, box);
  if (version !== 0 && version !== 1) throw new FunnelError('media/corrupt', `${name} version ${version}`);
  needBytes(box, layouts[name].minBytes[version]);
  // A 64-bit box size would move every field; no honest box this short has one.
  if (box.contentStart - box.start !== 8) throw new FunnelError('media/corrupt', `${name} with largesize`);
  return version;
}

/** Whether a data reference names another file: section 8.7.2. */
function liesElsewhere(view: DataView, minf: readonly Box[]): boolean {
  const dinf = find(minf, 'dinf');
  const dref = dinf && find(childrenOf(view, dinf), 'dref');
  if (dref === undefined) return false;
  return childrenOf(view, dref, 8).some(
    (entry) =>
      entry.endExclusive - entry.contentStart >= 4 && (view.getUint8(entry.contentStart + 3) & 1) === 0,
  );
}

/** Below it, languages are numbers. */
const firstPacked = 0x400;
/** By number: QuickTime File Format, "Language code values". 0 is English there, and with other writers nothing at all. */
const quickTimeLanguages =
  'und fra deu ita nld swe spa dan por nor heb jpn ara fin ell isl mlt tur hrv zho urd hin tha kor lit pol hun est lav ' +
  'sme fao fas rus zho nld gle sqi ron ces slk slv yid srp mkd bul ukr';

/** elng (section 8.4.6) where there is one, else the three packed letters of mdhd (section 8.4.2). */
function readLanguage(view: DataView, mdia: readonly Box[], packedOffset: number): string {
  const elng = find(mdia, 'elng');
  if (elng !== undefined) {
    const bytes = bytesOf(view, elng).subarray(12, 12 + 64);
    const text = String.fromCharCode(...bytes).replace(/\0.*$/s, '');
    if (/^[a-zA-Z]{2,8}(-[a-zA-Z0-9]{1,8})*$/.test(text)) return text;
  }
  const packed = view.getUint16(packedOffset);
  if (packed < firstPacked) return quickTimeLanguages.split(' ')[packed] ?? 'und';
  const letters = String.fromCharCode(...[10, 5, 0].map((shift) => 0x60 + ((packed >> shift) & 0x1f)));
  return /^[a-z]{3}$/.test(letters) ? letters : 'und';
}
