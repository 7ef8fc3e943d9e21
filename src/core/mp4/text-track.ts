import { byteLength } from '../bytes/range';
import type { MovieTextTrack, TextFormat, TextSample } from '../movie';
import { type Box, boxesIn, need, needBytes } from './box';
import { readEdit } from './edit-list';
import { layOut } from './layout';
import { sampleRuns } from './sample-runs';
import { readSampleCount } from './sample-sizes';
import { readSampleTable, type SampleTable } from './sample-table';
import { durationTicks, presentationTicks, type Timeline } from './timeline';
import { readTrackOfKind, type TrackBoxes } from './track-boxes';

const handlers = { text: 'text', sbtl: 'text', subt: 'text' } as const;

/** By the four-character code of the sample entry. */
const formats: Readonly<Record<string, TextFormat>> = {
  tx3g: 'timed-text',
  text: 'timed-text',
  wvtt: 'webvtt',
  stpp: 'ttml',
};

/** A sample of nothing, where nothing is to be shown: a length of 0; an empty `vtte`. */
const emptyBytes = { 'timed-text': 2, webvtt: 8, ttml: 0 } as const;

/** A ten-hour film has as many, and a caption of this size would fill a book. */
export const maxTextSamples = 50_000;
const maxSampleBytes = 64 * 1024;

/** A text track, and what others refer to it by. */
export interface NumberedTextTrack extends MovieTextTrack {
  readonly id: number;
}

/** What a trak says of its text, but for the text itself. */
export interface TextTrackBoxes extends TrackBoxes<'text'> {
  readonly format: TextFormat;
}

/** Null where a trak has no text, or of an unknown format. @throws FunnelError `media/corrupt`. */
export function readTextBoxes(view: DataView, trakBox: Box): TextTrackBoxes | null {
  const track = readTrackOfKind(view, trakBox, handlers);
  if (track === null) return null;
  const stsd = need(track.stbl, 'stsd');
  needBytes(stsd, 8);
  const format = formats[boxesIn(view, stsd.contentStart + 8, stsd.endExclusive)[0]?.type ?? ''];
  return format === undefined ? null : { ...track, format };
}

/**
 * The samples of text that a moov describes itself; null where it describes none.
 * @throws FunnelError `media/corrupt`, `media/limit`.
 */
export const readTextTable = (view: DataView, { stbl, timescale }: TextTrackBoxes): SampleTable | null =>
  readSampleCount(view, stbl) === 0
    ? null
    : { ...readSampleTable(view, stbl, timescale, maxTextSamples), syncSamples: null };

/**
 * The text of a trak; null where it has none, or of an unknown format.
 * @param resourceBytes length of the resource: samples beyond are left out.
 * @throws FunnelError `media/corrupt`, `media/limit`.
 */
export function readTextTrack(
  view: DataView,
  trakBox: Box,
  movieTimescale: number,
  resourceBytes: number,
): NumberedTextTrack | null {
  const track = readTextBoxes(view, trakBox);
  const table = track && readTextTable(view, track);
  if (!table) return null;
  const { id, language, name, format, timescale } = track;
  const edit = readEdit(view, track.trak, { movie: movieTimescale, media: timescale });
  const samples = textSamples(layOut(table, timescale, edit), format, resourceBytes);
  return samples.length === 0 ? null : { id, kind: 'subtitles', language, name, format, samples };
}

/** Those with something in them. @param resourceBytes length of the resource: samples beyond are left out. */
export function textSamples(timeline: Timeline, format: TextFormat, resourceBytes: number): TextSample[] {
  const { table, timescale, endTicks } = timeline;
  const clockStartSeconds = (timeline.decodeShiftTicks + timeline.compositionShiftTicks) / timescale;
  const samples: TextSample[] = [];
  for (let sample = timeline.firstSample; sample < timeline.endSample; sample++) {
    // Empty samples have no bytes at all.
    const [range] = sampleRuns(table, sample, sample + 1);
    const startTicks = presentationTicks(timeline, sample);
    const sampleEndTicks = Math.min(startTicks + durationTicks(table, sample), endTicks);
    if (range === undefined || range.endExclusive > resourceBytes) continue;
    if (byteLength(range) <= emptyBytes[format] || byteLength(range) > maxSampleBytes) continue;
    if (sampleEndTicks <= Math.max(0, startTicks)) continue;
    samples.push({
      startSeconds: Math.max(0, startTicks) / timescale,
      endSeconds: sampleEndTicks / timescale,
      range,
      clockStartSeconds,
    });
  }
  return samples;
}
