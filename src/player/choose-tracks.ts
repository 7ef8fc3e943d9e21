import { FunnelError } from '../core/errors';
import type { Movie, MovieTrack } from '../core/movie';

export interface Choice {
  readonly tracks: readonly MovieTrack[];
  /** What the viewer must do without, as codec strings. */
  readonly missing: readonly string[];
}

/**
 * The first picture and the first sound this browser can play.
 * @throws FunnelError media/codec-unsupported when it can play neither.
 */
export function chooseTracks(movie: Movie, canPlay: (track: MovieTrack) => boolean): Choice {
  const tracks: MovieTrack[] = [];
  const missing: string[] = [];
  for (const kind of ['video', 'audio'] as const) {
    const candidates = movie.tracks.filter((track) => track.kind === kind);
    const playable = candidates.find(canPlay);
    if (playable) tracks.push(playable);
    else missing.push(...candidates.map(({ mimeType }) => mimeType));
  }
  if (tracks.length === 0) throw new FunnelError('media/codec-unsupported', missing.join(', '));
  return { tracks, missing };
}
