import type { ByteSource } from '../../bytes/source';
import type { Movie, MovieTrack, Unread } from '../../movie';
import { type Box, childrenOf, find, need, versionedNumber } from '../box';
import type { CandidateTrack } from '../candidate-tracks';
import { readChapterList } from '../chapters';
import { mimeTypeOf } from '../codec';
import { readEdit } from '../edit-list';
import { guarded } from '../guarded';
import { openGroupsOf } from '../h264/open-groups';
import { writeInitSegment } from '../init-segment';
import { readMetadata } from '../metadata';
import { inAllShapes } from '../other-shapes';
import type { SampleEntry } from '../sample-entry';
import { readSampleTable } from '../sample-table';
import type { Mp4Track } from '../shape';
import { silentSample } from '../silence';
import { durationTicks } from '../timeline';
import { type MovieHeader, readMovieHeader } from '../track-boxes';
import { type FragmentIndex, timelinesOf } from './fragment-index';
import { findSync } from './fragment-search';
import { FragmentedCursor } from './fragmented-cursor';
import { FragmentedTexts } from './fragmented-texts';
import type { FragmentedTrack } from './fragmented-track';
import { hasHidden } from './hidden-pictures';
import { type Entrance, endByTail, openIndex } from './open-index';
import { SilentGaps } from './silent-gaps';

/** Of those in the moov: a fragmented film has few there. */
const maxSamples = 1_000_000;

export interface MoovBoxes {
  readonly view: DataView;
  readonly boxes: readonly Box[];
  readonly mvex: Box;
  /** In the file. */
  readonly start: number;
  readonly endExclusive: number;
}

/**
 * A film whose samples lie in movie fragments: ISO/IEC 14496-12 section 8.8. Its index grows as it is played.
 * @throws FunnelError of the `media` family, and whatever the source throws.
 */
export async function openFragmented(
  source: ByteSource,
  moov: MoovBoxes,
  candidates: readonly CandidateTrack[],
  entrance: Entrance,
): Promise<Movie> {
  const { view, boxes } = moov;
  const header = guarded(() => readMovieHeader(view, need(boxes, 'mvhd')));
  const tracks = guarded(() => candidates.map((each) => fragmentedTrack(view, each, header)));
  const tables = guarded(
    () =>
      new Map(
        candidates
          .filter(({ sampleCount }) => sampleCount > 0)
          .map(({ id, stbl, timescale }) => [id, readSampleTable(view, stbl, timescale, maxSamples)]),
      ),
  );
  const texts = guarded(() => new FragmentedTexts(view, boxes, header.timescale, source.byteLength));
  const index = await openIndex(source, { ...moov, tracks, tables, texts }, entrance);
  const readEnd = index.endSeconds === null ? endReader(index) : () => null;
  const durationSeconds = index.endSeconds ?? guarded(() => guessedEnd(moov, header, index.likelyEndSeconds));
  const shown = tracks.flatMap((track, each) => {
    const hasSamples = timelinesOf(track.id, index.fragments).length > 0;
    return hasSamples ? movieTrack(source, index, view, header, candidates[each]!, readEnd) : [];
  });
  return {
    durationSeconds,
    tracks: await Promise.all(shown),
    textTracks: texts.tracks,
    chapters: readChapterList(view, boxes, durationSeconds),
    metadata: readMetadata(view, boxes),
  };
}

function fragmentedTrack(view: DataView, candidate: CandidateTrack, header: MovieHeader): FragmentedTrack {
  const { id, kind, trak, timescale, sampleEntries } = candidate;
  // Where it ends is no news of a film that was not whole when its edit list was written.
  const { shiftTicks } = readEdit(view, trak, { movie: header.timescale, media: timescale });
  const openGroups = openGroupsOf(sampleEntries);
  return {
    id,
    kind,
    timescale,
    shiftTicks,
    slackTicks: 0,
    sampleEntryCount: sampleEntries.length,
    openGroups,
  };
}

/** What the moov says of the whole is often about something else: the samples it describes itself, the stream a film was cut from. */
const guessFactor = 2;

/** Until the film's last fragment tells: what the moov says, if it may be true. */
function guessedEnd({ view, mvex }: MoovBoxes, header: MovieHeader, likelySeconds: number): number {
  const mehd = find(childrenOf(view, mvex), 'mehd');
  const ticks = [mehd ? versionedNumber(view, mehd) : 0, header.durationTicks];
  const told = ticks.map((each) => each / header.timescale);
  const isLikely = (seconds: number) =>
    seconds > likelySeconds / guessFactor && seconds < likelySeconds * guessFactor;
  return told.find(isLikely) ?? likelySeconds;
}

/** Looks for the end of a film that doesn't say when it is, a step with each call. */
function endReader(index: FragmentIndex): () => Unread | null {
  const search = endByTail(index);
  return () => {
    const step = search.next();
    if (!step.done) return step.value;
    if (step.value) index.endSeconds = step.value;
    return null;
  };
}

/** How long pictures are there only to be decoded. */
async function hiddenSeconds(
  cursor: FragmentedCursor,
  { timescale }: FragmentedTrack,
  source: ByteSource,
): Promise<number> {
  while (!cursor.next(0) && cursor.unread) {
    cursor.unread.take(await source.read(cursor.unread.range));
  }
  return cursor.hiddenTicks / timescale;
}

async function movieTrack(
  source: ByteSource,
  index: FragmentIndex,
  view: DataView,
  header: MovieHeader,
  candidate: CandidateTrack,
  readEnd: () => Unread | null,
): Promise<MovieTrack> {
  const { id, kind, language, sampleEntries } = candidate;
  const likelyTicks = Math.ceil(index.likelyEndSeconds * header.timescale);
  const writeInit = (entries: readonly Pick<SampleEntry, 'bytes'>[]) =>
    writeInitSegment(view, header, candidate, entries, likelyTicks);
  const initSegment = guarded(() => writeInit(sampleEntries));
  const track = index.track(id);
  const [first] = timelinesOf(id, index.fragments);
  const sampleTicks = first ? durationTicks(first.table, 0) : 0;
  const silence = kind === 'audio' ? silentSample(sampleEntries[0]!, track.timescale, sampleTicks) : null;
  let knownEndSeconds: number | null = null;
  const cursorAt = (timeSeconds: number) => {
    const gaps = new SilentGaps(track, silence, timeSeconds);
    return new FragmentedCursor(index, track, findSync(index, id, timeSeconds), gaps, (endSeconds) => {
      knownEndSeconds = endSeconds;
    });
  };
  const inFile: Mp4Track = {
    id,
    kind,
    language,
    initSegment,
    mimeType: await mimeTypeOf(kind, sampleEntries[0]!, initSegment),
    // Of most films nothing, and nothing is read for it.
    hiddenSeconds: first && hasHidden(track, first, 0) ? await hiddenSeconds(cursorAt(0), track, source) : 0,
    readEnd,
    get endSeconds() {
      return knownEndSeconds ?? index.endSeconds ?? Number.POSITIVE_INFINITY;
    },
    seek: cursorAt,
  };
  return inAllShapes(inFile, sampleEntries, writeInit);
}
