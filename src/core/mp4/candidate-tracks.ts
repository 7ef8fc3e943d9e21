import { FunnelError } from '../errors';
import { type Box, need } from './box';
import { withGuessedColour } from './guessed-colour';
import { readSampleEntries, type SampleEntry } from './sample-entry';
import { readSampleCount } from './sample-sizes';
import { readTrackBoxes, type TrackBoxes } from './track-boxes';
import { selectTracks } from './track-selection';

const maxTracks = 256;

export interface CandidateTrack extends TrackBoxes {
  readonly sampleEntries: readonly SampleEntry[];
  /** In the moov's own tables. */
  readonly sampleCount: number;
}

/**
 * The tracks to play, in file order.
 * @param isFragmented whether those without samples in the moov may have some elsewhere
 * @throws FunnelError of the `media` family.
 */
export function readTracks(view: DataView, moov: readonly Box[], isFragmented: boolean): CandidateTrack[] {
  const traks = moov.filter(({ type }) => type === 'trak');
  if (traks.length > maxTracks) throw new FunnelError('media/limit', `${traks.length} tracks`);
  const candidates = traks
    .map((trak) => readTrackBoxes(view, trak))
    .filter((track) => track !== null)
    .map((track) => ({ ...track, sampleCount: readSampleCount(view, track.stbl) }))
    .filter(({ sampleCount }) => isFragmented || sampleCount > 0)
    .map((track) => ({
      ...track,
      sampleEntries: readSampleEntries(view, need(track.stbl, 'stsd'), track.kind).map(withGuessedColour),
    }));
  const tracks = selectTracks(candidates);
  const ids = new Set(tracks.map(({ id }) => id));
  if (ids.size === tracks.length && !ids.has(0)) return tracks;
  // Fragments name the track they are of; other samples lie with theirs, whatever it is called.
  if (isFragmented) throw new FunnelError('media/corrupt', 'two tracks of one id, or one of none');
  return tracks.map((track, index) => ({ ...track, id: index + 1 }));
}
