import type { Movie, MovieTextTrack } from '../movie';
import { type Box, need } from './box';
import { chapterTrackIds, readChapterList } from './chapters';
import { readMetadata } from './metadata';
import { spared } from './spared';
import { readTextTrack } from './text-track';
import { readMovieHeader } from './track-boxes';

/** Nobody offers captions in more languages. */
export const maxTextTracks = 64;

/**
 * What a film has besides sound and picture. Whatever of it is damaged is left out, and nothing else with it.
 * @param moov the boxes in the file's moov.
 * @param resourceBytes length of the resource.
 */
export function readExtras(
  view: DataView,
  moov: readonly Box[],
  durationSeconds: number,
  resourceBytes: number,
): Required<Pick<Movie, 'textTracks' | 'chapters' | 'metadata'>> {
  const traks = moov.filter(({ type }) => type === 'trak');
  const { timescale } = readMovieHeader(view, need(moov, 'mvhd'));
  const texts = traks
    .map((trak) => spared(() => readTextTrack(view, trak, timescale, resourceBytes), null))
    .filter((text) => text !== null)
    .slice(0, maxTextTracks);
  const chapterIds = chapterTrackIds(view, traks);
  const named = texts.find(({ id }) => chapterIds.has(id));
  const listed = readChapterList(view, moov, durationSeconds);
  // A list counts to 255 and no further, but costs no request.
  const isListed = named === undefined || listed.length >= named.samples.length;
  const textTracks: MovieTextTrack[] = texts.filter(({ id }) => !chapterIds.has(id));
  if (!isListed) textTracks.push({ ...named, kind: 'chapters' });
  return { textTracks, chapters: isListed ? listed : [], metadata: readMetadata(view, moov) };
}
