import type { ByteSource } from '../bytes/source';
import { FunnelError } from '../errors';
import type { Movie, MovieTrack } from '../movie';
import { type Box, boxesIn, find, need, viewOf } from './box';
import { mimeTypeOf } from './codec';
import { readEdit } from './edit-list';
import { fragmentCursor } from './fragment-cursor';
import { writeInitSegment } from './init-segment';
import { layOut } from './layout';
import { hasFragmentsAfter, readMoov } from './moov-search';
import { isPcm, readPcmTable } from './pcm-table';
import { readSampleEntries, type SampleEntry } from './sample-entry';
import { readSampleCount } from './sample-sizes';
import { readSampleTable } from './sample-table';
import { syncSampleAt } from './sync-search';
import type { Timeline } from './timeline';
import { type MovieHeader, readMovieHeader, readTrackBoxes, type TrackBoxes } from './track-boxes';
import { selectTracks } from './track-selection';

/** Of all tracks together: at 24 bytes a sample 144 MB, and some thirty hours of film. */
const maxSamples = 6_000_000;
const maxTracks = 256;

interface CandidateTrack extends TrackBoxes {
  readonly sampleEntries: readonly SampleEntry[];
  readonly sampleCount: number;
}

/**
 * Finds and reads the moov, wherever it lies, and builds the index.
 * @throws FunnelError of the `media` family, and whatever the source throws.
 */
export async function openMovie(source: ByteSource): Promise<Movie> {
  const moov = await readMoov(source);
  const view = viewOf(moov.content);
  const boxes = guarded(() => boxesIn(view, 0, view.byteLength));
  const tracks = guarded(() => readTracks(view, boxes));
  if (find(boxes, 'mvex') !== undefined) {
    if (tracks.length === 0 || (await hasFragmentsAfter(source, moov))) {
      throw new FunnelError('media/fragmented', `${tracks.length} tracks with samples in the moov`);
    }
  }
  if (tracks.length === 0) throw new FunnelError('media/corrupt', 'no sound or picture with samples');
  const { durationSeconds, indexed } = guarded(() => indexTracks(view, boxes, tracks));
  return {
    durationSeconds,
    tracks: await Promise.all(indexed.map((track) => movieTrack(track, source.byteLength))),
  };
}

/** Every count and size is checked before use; should one slip through, it is the file's fault all the same. */
function guarded<T>(read: () => T): T {
  try {
    return read();
  } catch (thrown) {
    if (thrown instanceof RangeError) {
      throw new FunnelError('media/corrupt', thrown.message, { cause: thrown });
    }
    throw thrown;
  }
}

/** The tracks to play, in file order. */
function readTracks(view: DataView, moov: readonly Box[]): CandidateTrack[] {
  const traks = moov.filter(({ type }) => type === 'trak');
  if (traks.length > maxTracks) throw new FunnelError('media/limit', `${traks.length} tracks`);
  const tracks = traks
    .map((trak) => readTrackBoxes(view, trak))
    .filter((track) => track !== null)
    .map((track) => ({ ...track, sampleCount: readSampleCount(view, track.stbl) }))
    .filter(({ sampleCount }) => sampleCount > 0)
    .map((track) => ({
      ...track,
      sampleEntries: readSampleEntries(view, need(track.stbl, 'stsd'), track.kind),
    }));
  return selectTracks(tracks);
}

interface IndexedTrack {
  readonly track: CandidateTrack;
  readonly timeline: Timeline;
  readonly initSegment: Uint8Array<ArrayBuffer>;
}

function indexTracks(
  view: DataView,
  moov: readonly Box[],
  tracks: readonly CandidateTrack[],
): { durationSeconds: number; indexed: readonly IndexedTrack[] } {
  if (new Set(tracks.map(({ id }) => id)).size < tracks.length) {
    throw new FunnelError('media/corrupt', 'two tracks of one id');
  }
  const header = readMovieHeader(view, need(moov, 'mvhd'));
  let samplesLeft = maxSamples;
  const timelines = tracks.map((track) => {
    const timeline = readTimeline(view, track, header, samplesLeft);
    samplesLeft -= timeline.table.count;
    return timeline;
  });
  const end = Math.max(...timelines.map(({ endTicks, timescale }) => endTicks / timescale));
  const durationSeconds = end > 0 ? end : header.durationTicks / header.timescale;
  const durationTicks = Math.ceil(durationSeconds * header.timescale);
  const indexed = tracks.map((track, index) => ({
    track,
    timeline: timelines[index]!,
    initSegment: writeInitSegment(view, header, track, track.sampleEntries, durationTicks),
  }));
  return { durationSeconds, indexed };
}

function readTimeline(
  view: DataView,
  track: CandidateTrack,
  header: MovieHeader,
  samplesLeft: number,
): Timeline {
  const read = track.sampleEntries.every(isPcm) ? readPcmTable : readSampleTable;
  const table = read(view, track.stbl, samplesLeft);
  if (table.descriptionRuns.some((run) => track.sampleEntries[run.descriptionIndex - 1] === undefined)) {
    throw new FunnelError('media/corrupt', 'samples without a sample entry');
  }
  const edit = readEdit(view, track.trak, { movie: header.timescale, media: track.timescale });
  return layOut(table, track.timescale, edit);
}

async function movieTrack(
  { track, timeline, initSegment }: IndexedTrack,
  resourceBytes: number,
): Promise<MovieTrack> {
  const { id, kind, language, sampleEntries } = track;
  return {
    id,
    endSeconds: timeline.endTicks / timeline.timescale,
    kind,
    language,
    initSegment,
    mimeType: await mimeTypeOf(kind, sampleEntries[0]!, initSegment),
    seek: (timeSeconds) => fragmentCursor(id, timeline, syncSampleAt(timeline, timeSeconds), resourceBytes),
  };
}
