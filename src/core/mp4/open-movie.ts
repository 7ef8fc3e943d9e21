import type { ByteSource } from '../bytes/source';
import { FunnelError } from '../errors';
import type { Movie, MovieTrack } from '../movie';
import { type Box, boxesIn, find, need, viewOf } from './box';
import { type CandidateTrack, readTracks } from './candidate-tracks';
import { mimeTypeOf } from './codec';
import { cutShort, isMissing } from './cut-short';
import { hasOtherRate, readEdit } from './edit-list';
import { readExtras } from './extras';
import { fragmentCursor } from './fragment-cursor';
import { openFragmented } from './fragmented/open-fragmented';
import { findFragments } from './fragmented/open-index';
import { guarded } from './guarded';
import { openGroupsOf } from './h264/open-groups';
import { writeInitSegment } from './init-segment';
import { withSilence } from './late-sound';
import { readMoov } from './moov-search';
import { inAllShapes } from './other-shapes';
import { instantBytes } from './pcm';
import type { SampleEntry } from './sample-entry';
import { readSampleTable, type SampleTable } from './sample-table';
import type { Mp4Track } from './shape';
import { silentSample } from './silence';
import { layOutParts } from './splice';
import { syncSampleAt } from './sync-search';
import { heldUntil } from './tail';
import { durationTicks, presentationTicks, type Timeline } from './timeline';
import { type MovieHeader, readMovieHeader } from './track-boxes';

/** Of all tracks together: some thirty hours of film. */
const maxSamples = 6_000_000;

/**
 * Finds and reads the moov, wherever it lies, and builds the index: all of it, but of a fragmented film.
 * @throws FunnelError of the `media` family, and whatever the source throws.
 */
export async function openMovie(source: ByteSource): Promise<Movie> {
  const moov = await readMoov(source);
  const view = viewOf(moov.content);
  const boxes = guarded(() => boxesIn(view, 0, view.byteLength));
  const mvex = find(boxes, 'mvex');
  const entrance = mvex ? await findFragments(source, moov) : null;
  const tracks = guarded(() => readTracks(view, boxes, entrance !== null));
  if (tracks.length === 0) {
    throw new FunnelError(
      mvex && !entrance ? 'media/no-fragments' : 'media/corrupt',
      'no sound or picture with samples',
    );
  }
  if (mvex && entrance) return openFragmented(source, { view, boxes, mvex, ...moov.box }, tracks, entrance);
  const { durationSeconds, indexed } = guarded(() => indexTracks(view, boxes, tracks, source.byteLength));
  return {
    durationSeconds,
    ignoresRate: guarded(() => tracks.some(({ trak }) => hasOtherRate(view, trak))),
    tracks: await Promise.all(indexed.map((track) => movieTrack(track, source.byteLength))),
    ...guarded(() => readExtras(view, boxes, durationSeconds, source.byteLength)),
  };
}

interface IndexedTrack {
  readonly track: CandidateTrack;
  readonly timeline: Timeline;
  writeInit(sampleEntries: readonly Pick<SampleEntry, 'bytes'>[]): Uint8Array<ArrayBuffer>;
}

function indexTracks(
  view: DataView,
  moov: readonly Box[],
  tracks: readonly CandidateTrack[],
  resourceBytes: number,
): { durationSeconds: number; indexed: readonly IndexedTrack[] } {
  const header = readMovieHeader(view, need(moov, 'mvhd'));
  let samplesLeft = maxSamples;
  const timelines = tracks.map((track) => {
    const pcm = track.sampleEntries[0]?.pcm;
    const bytes = pcm ? instantBytes(pcm) : undefined;
    const table = readSampleTable(view, track.stbl, track.timescale, samplesLeft, bytes);
    samplesLeft -= table.count;
    return layOutTrack(view, track, header, cutShort(table, resourceBytes));
  });
  const end = Math.max(...timelines.map(({ endTicks, timescale }) => endTicks / timescale));
  const durationSeconds = end > 0 ? end : header.durationTicks / header.timescale;
  const durationTicks = Math.ceil(durationSeconds * header.timescale);
  const heldIfSeen = ({ kind }: CandidateTrack, timeline: Timeline) =>
    kind === 'video' && !isMissing(timeline.table, resourceBytes)
      ? heldUntil(timeline, durationSeconds)
      : timeline;
  const indexed = tracks.map((track, index) => ({
    track,
    timeline: heldIfSeen(track, timelines[index]!),
    writeInit: (sampleEntries: readonly Pick<SampleEntry, 'bytes'>[]) =>
      writeInitSegment(view, header, track, sampleEntries, durationTicks),
  }));
  return { durationSeconds, indexed };
}

function layOutTrack(
  view: DataView,
  track: CandidateTrack,
  header: MovieHeader,
  table: SampleTable,
): Timeline {
  if (table.descriptionRuns.some((run) => track.sampleEntries[run.descriptionIndex - 1] === undefined)) {
    throw new FunnelError('media/corrupt', 'samples without a sample entry');
  }
  const edit = readEdit(view, track.trak, { movie: header.timescale, media: track.timescale });
  return layOutParts(table, track.timescale, edit);
}

async function movieTrack(
  { track, timeline, writeInit }: IndexedTrack,
  resourceBytes: number,
): Promise<MovieTrack> {
  const { id, kind, language, name, sampleEntries } = track;
  const openGroups = openGroupsOf(sampleEntries);
  const initSegment = guarded(() => writeInit(sampleEntries));
  // Firefox heeds the first sample entry alone, whatever its samples say; of entries that are all the same one that will do.
  const initOf = (descriptionIndex: number) =>
    writeInit(sampleEntries.map(() => sampleEntries[descriptionIndex - 1]!));
  const isOfMany = sampleEntries.length > 1;
  const seek = (timeSeconds: number) => {
    const cutTrack = {
      id,
      resourceBytes,
      openGroups: openGroups?.() ?? null,
      ...(isOfMany && { initOf }),
    };
    return fragmentCursor(cutTrack, timeline, syncSampleAt(timeline, timeSeconds));
  };
  const sampleTicks = durationTicks(timeline.table, timeline.firstSample);
  const silence = silentSample(sampleEntries[0]!, timeline.timescale, sampleTicks);
  const start = {
    startTicks: presentationTicks(timeline, timeline.firstSample),
    timescale: timeline.timescale,
  };
  const inFile: Mp4Track = {
    id,
    endSeconds: timeline.endTicks / timeline.timescale,
    isCutShort: timeline.table.isCutShort === true && timeline.endSample === timeline.table.count,
    kind,
    language,
    name,
    initSegment,
    mimeType: await mimeTypeOf(kind, sampleEntries[0]!, initSegment),
    hiddenSeconds: (timeline.hiddenTicks ?? 0) / timeline.timescale,
    seek: kind === 'video' ? seek : withSilence(id, start, silence, seek),
  };
  return inAllShapes(inFile, sampleEntries, writeInit);
}
