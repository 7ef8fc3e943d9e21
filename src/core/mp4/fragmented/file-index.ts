import { byteRange } from '../../bytes/range';
import type { ByteSource } from '../../bytes/source';
import { FunnelError } from '../../errors';
import { type Box, boxesIn, childrenOf, find, getUint64, needBytes, versionOf, viewOf } from '../box';

/** Where film begins in the file and, about, when. */
export interface IndexEntry {
  readonly position: number;
  readonly startSeconds: number;
}

/** What a sidx tells of a track's fragments, or of other sidx, in ascending order. */
export interface SegmentIndex {
  readonly trackId: number;
  /** Where the box itself lies. */
  readonly start: number;
  readonly entries: readonly IndexEntry[];
  /** Where what it tells of ends: in the file, and in time. */
  readonly endPosition: number;
  readonly endSeconds: number;
}

/**
 * A sidx: ISO/IEC 14496-12 section 8.16.3.
 * @param start where the box lies in the file: what it tells counts from its end
 */
export function readSegmentIndex(view: DataView, sidx: Box, start: number): SegmentIndex {
  const isWide = versionOf(view, sidx) === 1;
  const countAt = sidx.contentStart + (isWide ? 30 : 22);
  needBytes(sidx, countAt + 2 - sidx.contentStart);
  const trackId = view.getUint32(sidx.contentStart + 4);
  const timescale = view.getUint32(sidx.contentStart + 8);
  const count = view.getUint16(countAt);
  if (timescale === 0) throw new FunnelError('media/corrupt', 'sidx timescale 0');
  needBytes(sidx, countAt + 2 + 12 * count - sidx.contentStart);
  const wideOr32 = (index: 0 | 1) =>
    isWide
      ? getUint64(view, sidx.contentStart + 12 + 8 * index)
      : view.getUint32(sidx.contentStart + 12 + 4 * index);
  let ticks = wideOr32(0);
  let position = start + sidx.endExclusive - sidx.start + wideOr32(1);
  const entries: IndexEntry[] = [];
  for (let at = countAt + 2; at < countAt + 2 + 12 * count; at += 12) {
    entries.push({ position, startSeconds: ticks / timescale });
    position += view.getUint32(at) & 0x7fffffff;
    ticks += view.getUint32(at + 4);
  }
  return { trackId, start, entries, endPosition: position, endSeconds: ticks / timescale };
}

/**
 * What all indexes tell of a track together, each in its place: one may tell of others, which tell of the film. One that
 * was not read lies before the film it is about, and so stands for that.
 */
export function joinSegmentIndexes(indexes: readonly SegmentIndex[]): SegmentIndex[] {
  const known = new Set(indexes.map(({ start }) => start));
  const ids = [...new Set(indexes.map(({ trackId }) => trackId))];
  return ids.map((id) => {
    const own = indexes.filter(({ trackId }) => trackId === id);
    const entries = own.flatMap((each) => each.entries).filter(({ position }) => !known.has(position));
    return {
      trackId: id,
      start: own[0]!.start,
      entries: inOrder(entries.sort((a, b) => a.position - b.position)),
      endPosition: Math.max(...own.map(({ endPosition }) => endPosition)),
      endSeconds: Math.max(...own.map(({ endSeconds }) => endSeconds)),
    };
  });
}

/** Without those that lie where another does, or are earlier than one before. */
function inOrder(entries: readonly IndexEntry[]): IndexEntry[] {
  const kept: IndexEntry[] = [];
  for (const entry of entries) {
    const last = kept.at(-1);
    if (last && (entry.position <= last.position || entry.startSeconds < last.startSeconds)) continue;
    kept.push(entry);
  }
  return kept;
}

const mfroBytes = 16;
const maxMfraBytes = 16 * 2 ** 20;

/**
 * By track, the fragments of the mfra at the end of the file: sections 8.8.9 to 8.8.11; null where there is none.
 * @param timescales of the tracks
 */
export async function readRandomAccess(
  source: ByteSource,
  timescales: ReadonlyMap<number, number>,
): Promise<ReadonlyMap<number, readonly IndexEntry[]> | null> {
  const { byteLength } = source;
  if (byteLength < mfroBytes) return null;
  const mfro = viewOf(await source.read(byteRange(byteLength - mfroBytes, byteLength)));
  const isMfro = mfro.getUint32(0) === mfroBytes && mfro.getUint32(4) === 0x6d66726f;
  const mfraBytes = mfro.getUint32(12);
  if (!isMfro || mfraBytes > Math.min(byteLength, maxMfraBytes) || mfraBytes < mfroBytes) return null;
  const view = viewOf(await source.read(byteRange(byteLength - mfraBytes, byteLength)));
  try {
    const mfra = find(boxesIn(view, 0, view.byteLength), 'mfra');
    if (mfra === undefined) return null;
    const tables = childrenOf(view, mfra).filter(({ type }) => type === 'tfra');
    return new Map(tables.map((tfra) => readTrackAccess(view, tfra, timescales)));
  } catch (thrown) {
    // A help that is of no use: the fragments tell the same.
    if (thrown instanceof FunnelError) return null;
    throw thrown;
  }
}

function readTrackAccess(
  view: DataView,
  tfra: Box,
  timescales: ReadonlyMap<number, number>,
): [number, IndexEntry[]] {
  needBytes(tfra, 16);
  const isWide = versionOf(view, tfra) === 1;
  const trackId = view.getUint32(tfra.contentStart + 4);
  const lengths = view.getUint32(tfra.contentStart + 8);
  const count = view.getUint32(tfra.contentStart + 12);
  // Numbers of traf, trun and sample follow, one to four bytes each: the time and the place are enough.
  const numberBytes = 3 + ((lengths >> 4) & 3) + ((lengths >> 2) & 3) + (lengths & 3);
  const entryBytes = (isWide ? 16 : 8) + numberBytes;
  const timescale = timescales.get(trackId);
  if (timescale === undefined) return [trackId, []];
  if (count * entryBytes > tfra.endExclusive - tfra.contentStart - 16) {
    throw new FunnelError('media/corrupt', `tfra too short for ${count} entries`);
  }
  const entries: IndexEntry[] = [];
  for (let index = 0; index < count; index++) {
    const entry = tfra.contentStart + 16 + index * entryBytes;
    const ticks = isWide ? getUint64(view, entry) : view.getUint32(entry);
    const position = isWide ? getUint64(view, entry + 8) : view.getUint32(entry + 4);
    entries.push({ position, startSeconds: ticks / timescale });
  }
  return [trackId, inOrder(entries)];
}
