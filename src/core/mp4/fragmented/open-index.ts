import { byteRange } from '../../bytes/range';
import type { ByteSource } from '../../bytes/source';
import { FunnelError } from '../../errors';
import { type Box, boxesIn, childrenOf, viewOf } from '../box';
import type { Moov } from '../moov-search';
import type { SampleTable } from '../sample-table';
import { spared } from '../spared';
import { presentationTicks } from '../timeline';
import { topLevelBoxes } from '../top-level-boxes';
import {
  type IndexEntry,
  joinSegmentIndexes,
  readRandomAccess,
  readSegmentIndex,
  type SegmentIndex,
} from './file-index';
import { asInFile, filmStartSeconds, laidOut } from './film-start';
import { type Anchor, FragmentIndex, timelinesOf } from './fragment-index';
import { firstMoof, fragmentFrom, run, type Search } from './fragment-search';
import type { FragmentedTexts } from './fragmented-texts';
import type { FragmentedTrack } from './fragmented-track';
import type { Place } from './moof';
import { readTrackDefaults } from './moof';

/** Where fragments begin, and the indexes that lie before them. */
export interface Entrance {
  readonly position: number;
  readonly segmentIndexes: readonly SegmentIndex[];
}

/** Longer than any: 65535 entries of 12 bytes. */
const maxSidxBytes = 2 ** 20;
/** Of the film that an index must tell of to be the whole film's, not that of its first segment. */
const wholeShare = 0.9;
/** Read to see which tracks have any samples: so many fragments, and so much film where they are short. */
const firstFragments = 8;
const firstSeconds = 2;
const firstFragmentsMax = 200;
/** Read from the last one that the index tells of, to the end of the film. */
const lastFragments = 64;
/** Where no index tells when a film ends, its last fragment does: it is looked for so many fragments' lengths before the end. */
const tailFragments = [1.25, 5];
const tailBytesMin = 64 * 1024;
const tailBytesMax = 32 * 2 ** 20;

/** Looks whether there is a moof, so that the moov is not the whole film; null where there is none. */
export async function findFragments(
  source: ByteSource,
  { box: { endExclusive }, moofBefore }: Moov,
): Promise<Entrance | null> {
  const segmentIndexes: SegmentIndex[] = [];
  if (moofBefore !== null) return { position: moofBefore, segmentIndexes };
  for await (const box of topLevelBoxes(source, endExclusive)) {
    if (box.type === 'moof') return { position: endExclusive, segmentIndexes };
    const byteCount = box.endExclusive - box.start;
    if (box.type !== 'sidx' || byteCount > maxSidxBytes || box.endExclusive > source.byteLength) continue;
    const view = viewOf(await source.read(byteRange(box.start, box.endExclusive)));
    // A help that is of no use: the fragments tell the same.
    const told = spared(() => readSegmentIndex(view, boxesIn(view, 0, byteCount)[0]!, box.start), null);
    if (told) segmentIndexes.push(told);
  }
  return null;
}

/** What the moov says of a fragmented film. */
export interface FragmentedMoov {
  readonly view: DataView;
  readonly start: number;
  readonly endExclusive: number;
  readonly mvex: Box;
  /** In file order. */
  readonly tracks: readonly FragmentedTrack[];
  /** Samples that it describes itself. */
  readonly tables: ReadonlyMap<number, SampleTable>;
  readonly texts: FragmentedTexts;
}

/** @returns the index, with the first fragments read, and the film's end known where the file tells it. */
export async function openIndex(
  source: ByteSource,
  moov: FragmentedMoov,
  { position, segmentIndexes }: Entrance,
): Promise<FragmentIndex> {
  const mvex = childrenOf(moov.view, moov.mvex);
  const whole = joinSegmentIndexes(segmentIndexes).filter(
    ({ endPosition }) => endPosition >= wholeShare * source.byteLength,
  );
  const timescales = new Map(moov.tracks.map(({ id, timescale }) => [id, timescale]));
  const entries =
    whole.length > 0
      ? new Map(whole.map((each) => [each.trackId, each.entries]))
      : await readRandomAccess(source, timescales);
  const hasSamples = moov.tables.size > 0;
  const head: Place = { position: hasSamples ? moov.start : position, decodeTicks: new Map() };
  const trex = readTrackDefaults(moov.view, mvex);
  const index = new FragmentIndex(source.byteLength, head, asInFile(moov.tracks), trex, moov.texts);
  if (hasSamples) index.addMoovSamples(moov.tables, moov.endExclusive);
  else moov.texts.take(moov.start, moov.texts.tables);
  await run(readFirst(index, moov.tracks.length), source);
  const originSeconds = filmStartSeconds(moov.tracks, index.fragments);
  // Of one that has not shown yet nobody knows by what clock it goes, and it is not offered.
  const shown = moov.tracks.filter(({ id }) => timelinesOf(id, index.fragments).length > 0);
  const tracks = shown.map((track) => laidOut(track, index.fragments, originSeconds));
  index.layOutAnew(tracks);
  moov.texts.begin(originSeconds);
  const laterSeconds = clockDifference(entries, index);
  index.anchors = anchorsOf(entries, tracks, Math.abs(laterSeconds) < otherClockSeconds ? 0 : laterSeconds);
  const ends = whole.map(({ endSeconds }) => endSeconds + laterSeconds);
  index.endSeconds = Math.max(0, ...ends) || (await run(endByAnchors(index), source)) || null;
  return index;
}

/** An index that is so far off counts from another beginning than the film does. */
const otherClockSeconds = 1;

/** How much later film is than its index says, by what of it was read. */
function clockDifference(
  entries: ReadonlyMap<number, readonly IndexEntry[]> | null,
  index: FragmentIndex,
): number {
  for (const [id, [first]] of entries ?? []) {
    const read = first && index.fragments.find(({ place }) => place.position === index.reach(first));
    const timeline = read?.timelines.get(id);
    if (timeline) return presentationTicks(timeline, 0) / timeline.timescale - first!.startSeconds;
  }
  return 0;
}

/** Those of the first track that the index tells of: fragments of the others lie among them. */
function anchorsOf(
  entries: ReadonlyMap<number, readonly IndexEntry[]> | null,
  tracks: readonly FragmentedTrack[],
  laterSeconds: number,
): Anchor[] {
  const id = tracks.map((track) => track.id).find((each) => (entries?.get(each)?.length ?? 0) > 0);
  const told = id === undefined ? [] : entries!.get(id)!;
  const seconds = (each: readonly IndexEntry[]) =>
    new Map(each.map(({ position, startSeconds }) => [position, startSeconds + laterSeconds]));
  const byTrack = new Map([...(entries ?? [])].map(([track, each]) => [track, seconds(each)]));
  return told.map(({ position, startSeconds: toldSeconds }) => {
    const startSeconds = toldSeconds + laterSeconds;
    const ticks = ({ id, timescale, shiftTicks }: FragmentedTrack) => {
      const own = byTrack.get(id)?.get(position) ?? startSeconds;
      return Math.max(0, Math.round(own * timescale) - shiftTicks);
    };
    const decodeTicks = new Map(tracks.map((track) => [track.id, ticks(track)]));
    return { place: { position, decodeTicks, areComposed: true }, startSeconds };
  });
}

/** Reads until every track has shown, and a little more than a fragment. */
function* readFirst(index: FragmentIndex, trackCount: number): Search<void> {
  const shown = new Set<number>();
  let place = index.head;
  let readSeconds = 0;
  for (let count = 0; count < firstFragmentsMax && shown.size < trackCount; count++) {
    if (count >= firstFragments && readSeconds > firstSeconds) break;
    const fragment = yield* fragmentFrom(index, place);
    if (!fragment) break;
    readSeconds += fragment.endSeconds - fragment.startSeconds;
    for (const id of fragment.timelines.keys()) shown.add(id);
    place = fragment.after;
  }
  if (shown.size === 0) throw new FunnelError('media/no-fragments', 'fragments without samples');
}

/** When the film ends by the last fragment that the index tells of, or those after it; 0 where that is not told. */
function* endByAnchors(index: FragmentIndex): Search<number> {
  const last = index.anchors.at(-1);
  return last ? yield* unlessBroken(endFrom(index, last.place), 0) : 0;
}

/** When the film ends by the fragments found near the end of the file; 0 where none are. */
export function* endByTail(index: FragmentIndex): Search<number> {
  const lengths = index.fragments.map(({ place, after }) => index.reach(after) - place.position);
  const length = Math.max(tailBytesMin, ...lengths.slice(0, firstFragments));
  for (const count of tailFragments) {
    const start = Math.max(index.byteLength - Math.min(count * length, tailBytesMax), index.head.position);
    const found = yield* unlessBroken(firstMoof(index, Math.floor(start), index.byteLength), null);
    if (found?.hasDecodeTimes) return yield* unlessBroken(endFrom(index, found.place), 0);
  }
  return 0;
}

/** What comes of a search at the end of the file, `otherwise` where that is broken: what is before it plays all the same. */
function* unlessBroken<T>(search: Search<T>, otherwise: T): Search<T> {
  try {
    return yield* search;
  } catch (thrown) {
    if (thrown instanceof FunnelError && thrown.code.startsWith('media/')) return otherwise;
    throw thrown;
  }
}

function* endFrom(index: FragmentIndex, from: Place): Search<number> {
  let endSeconds = 0;
  let place = from;
  for (let count = 0; count < lastFragments; count++) {
    const fragment = yield* fragmentFrom(index, place);
    if (!fragment) break;
    endSeconds = Math.max(endSeconds, fragment.endSeconds);
    place = fragment.after;
  }
  return endSeconds;
}
