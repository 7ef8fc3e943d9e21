import { FunnelError } from '../errors';
import { type Box, childrenOf, find, versionOf } from './box';
import { tableEntries } from './table-box';

/** What a track's edit list comes down to, in ticks of the media timescale. */
export interface Edit {
  /** Added to a sample's composition time, this gives its presentation time. Negative where the start is cut. */
  readonly shiftTicks: number;
  /** Presentation time at which the track ends; Infinity where the edit list doesn't say. */
  readonly endTicks: number;
}

export interface Timescales {
  /** Ticks per second of mvhd. */
  readonly movie: number;
  /** Ticks per second of mdhd. */
  readonly media: number;
}

export const noEdit: Edit = { shiftTicks: 0, endTicks: Number.POSITIVE_INFINITY };

/** An edit list is made by hand; nobody makes more. */
const maxEntries = 10_000;

interface Entry {
  /** In movie ticks; 0 for "to the end". */
  readonly duration: bigint;
  /** In media ticks; -1 for an empty edit. */
  readonly mediaTime: bigint;
  /** A rate of 0 shows one sample for the edit's duration. */
  readonly dwells: boolean;
}

/**
 * The edit list of a track, ISO/IEC 14496-12 section 8.6.6: empty edits at the start delay it, the first media edit
 * cuts its start, the end of the last one its end. Several media edits play as the first one does, the media between
 * them included: more is seen than the author meant, and never less.
 * @throws FunnelError `media/corrupt`.
 */
export function readEdit(view: DataView, trak: readonly Box[], timescales: Timescales): Edit {
  const edts = find(trak, 'edts');
  const elst = edts && find(childrenOf(view, edts), 'elst');
  if (elst === undefined) return noEdit;
  let emptyDuration = 0n;
  let mediaTime: bigint | null = null;
  let mediaEnd: bigint | null = 0n;
  for (const entry of entriesOf(view, elst)) {
    if (entry.mediaTime < 0n || (entry.dwells && mediaTime === null)) {
      if (mediaTime === null) emptyDuration += entry.duration;
      continue;
    }
    mediaTime ??= entry.mediaTime;
    if (entry.duration === 0n) mediaEnd = null;
    else if (mediaEnd !== null) {
      const end = entry.mediaTime + toMediaTicks(entry.duration, timescales);
      if (end > mediaEnd) mediaEnd = end;
    }
  }
  const shift = toMediaTicks(emptyDuration, timescales) - (mediaTime ?? 0n);
  const end = mediaTime === null || mediaEnd === null ? null : mediaEnd + shift;
  return {
    shiftTicks: toNumber(shift),
    endTicks: end === null ? Number.POSITIVE_INFINITY : toNumber(end),
  };
}

/** Movie ticks as the nearest media ticks. */
const toMediaTicks = (ticks: bigint, { movie, media }: Timescales): bigint =>
  (2n * ticks * BigInt(media) + BigInt(movie)) / (2n * BigInt(movie));

function toNumber(ticks: bigint): number {
  const number = Number(ticks);
  if (!Number.isSafeInteger(number)) throw new FunnelError('media/corrupt', `edit of ${ticks} ticks`);
  return number;
}

function* entriesOf(view: DataView, elst: Box): Generator<Entry> {
  const wide = versionOf(view, elst) === 1;
  const { count, start, entryBytes } = tableEntries(view, elst, wide ? 20 : 12);
  if (count > maxEntries) throw new FunnelError('media/limit', `${count} edits`);
  for (let index = 0; index < count; index++) {
    const position = start + index * entryBytes;
    const duration = wide ? view.getBigUint64(position) : BigInt(view.getUint32(position));
    yield {
      // All ones says "unknown", as in the other headers.
      duration: duration === (wide ? 2n ** 64n : 2n ** 32n) - 1n ? 0n : duration,
      mediaTime: wide ? view.getBigInt64(position + 8) : BigInt(view.getInt32(position + 4)),
      dwells: view.getInt16(position + entryBytes - 4) === 0,
    };
  }
}
