import { FunnelError } from '../errors';
import { type Box, childrenOf, find, versionOf } from './box';
import { tableEntries } from './table-box';

/** A stretch of media played as it is. */
export interface EditPart {
  /** Where it is presented. */
  readonly startTicks: number;
  /** Composition time it begins with. */
  readonly mediaTicks: number;
  /** Infinity for "to the end". */
  readonly durationTicks: number;
}

/** What a track's edit list comes down to, in ticks of the media timescale. */
export interface Edit {
  /** Added to a sample's composition time, this gives its presentation time. Negative where the start is cut. */
  readonly shiftTicks: number;
  /** Presentation time at which the track ends; Infinity where the edit list doesn't say. */
  readonly endTicks: number;
  /** Where media is left out, repeated or reordered: its parts in playing order, two or more. Else none. */
  readonly parts: readonly EditPart[];
}

export interface Timescales {
  /** Ticks per second of mvhd. */
  readonly movie: number;
  /** Ticks per second of mdhd. */
  readonly media: number;
}

export const noEdit: Edit = { shiftTicks: 0, endTicks: Number.POSITIVE_INFINITY, parts: [] };

/** An edit list is made by hand; nobody makes more. */
const maxEntries = 10_000;
/** Above it the parts are played as one, from the first one's start to the last one's end. */
const maxParts = 100;

interface Entry {
  /** In movie ticks; 0 for "to the end". */
  readonly duration: bigint;
  /** In media ticks; -1 for an empty edit. */
  readonly mediaTime: bigint;
  /** media_rate_integer and media_rate_fraction. 0 shows one sample for the edit's duration. */
  readonly rate: number;
}

/**
 * The edit list of a track, ISO/IEC 14496-12 section 8.6.6: empty edits at the start delay it, the first media edit
 * cuts its start, the end of the last one its end. Rates other than 1 are played as 1 is, for so long as the edit says,
 * and a picture held at the start is nothing for as long: the browsers' own players do no more.
 * @throws FunnelError `media/corrupt`.
 */
export function readEdit(view: DataView, trak: readonly Box[], timescales: Timescales): Edit {
  const elst = findEdits(view, trak);
  if (elst === undefined) return noEdit;
  const parts: EditPart[] = [];
  let movieTicks = 0n;
  for (const { duration, mediaTime, rate } of entriesOf(view, elst)) {
    const start = toMediaTicks(movieTicks, timescales);
    movieTicks += duration;
    if (mediaTime < 0n || rate === 0) continue;
    const end = duration === 0n ? null : toMediaTicks(movieTicks, timescales);
    const part = {
      startTicks: toNumber(start),
      mediaTicks: toNumber(mediaTime),
      durationTicks: end === null ? Number.POSITIVE_INFINITY : toNumber(end - start),
    };
    const last = parts.at(-1);
    if (last !== undefined && goesOn(last, part, timescales)) {
      parts[parts.length - 1] = { ...last, durationTicks: last.durationTicks + part.durationTicks };
    } else parts.push(part);
    // Nothing comes after a part without end.
    if (end === null) break;
  }
  const [first] = parts;
  const ends = parts.map(({ mediaTicks, durationTicks }) => mediaTicks + durationTicks);
  if (first === undefined) return { ...noEdit, shiftTicks: toNumber(toMediaTicks(movieTicks, timescales)) };
  const shiftTicks = first.startTicks - first.mediaTicks;
  return {
    shiftTicks,
    endTicks: ends.reduce((latest, end) => Math.max(latest, end)) + shiftTicks,
    parts: parts.length > 1 && parts.length <= maxParts ? parts : [],
  };
}

/** Whether a part of the film was meant to be shown faster or slower than it was taken. @throws FunnelError `media/corrupt` */
export function hasOtherRate(view: DataView, trak: readonly Box[]): boolean {
  const elst = findEdits(view, trak);
  if (elst === undefined) return false;
  for (const { mediaTime, rate } of entriesOf(view, elst)) {
    if (mediaTime >= 0n && rate !== 0 && rate !== 1) return true;
  }
  return false;
}

function findEdits(view: DataView, trak: readonly Box[]): Box | undefined {
  const edts = find(trak, 'edts');
  return edts && find(childrenOf(view, edts), 'elst');
}

/** Whether a part goes on where the one before ends, as nearly as movie ticks can say. */
function goesOn(last: EditPart, part: EditPart, { movie, media }: Timescales): boolean {
  const rounding = Math.ceil(media / movie);
  const isNear = (a: number, b: number) => Math.abs(a - b) <= rounding;
  return (
    isNear(last.startTicks + last.durationTicks, part.startTicks) &&
    isNear(last.mediaTicks + last.durationTicks, part.mediaTicks)
  );
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
      rate: view.getInt32(position + entryBytes - 4) / 2 ** 16,
    };
  }
}
