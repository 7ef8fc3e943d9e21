import { FunnelError } from '../core/errors';
import type { Movie, MovieTrack } from '../core/movie';

export interface Choice {
  /** What goes on stage. */
  readonly tracks: readonly MovieTrack[];
  /** Chosen too, but over before the place where playing begins. */
  readonly over: readonly MovieTrack[];
  /** What the viewer must do without, as codec strings. */
  readonly missing: readonly string[];
}

/** A track with less than this left has nothing more to show. */
const remainderSeconds = 0.5;

/**
 * The first picture and the first sound this browser can play. A track that is over before `startSeconds` stays off
 * stage, since playback waits for every track on it.
 * @throws FunnelError media/codec-unsupported when it can play neither.
 */
export function chooseTracks(
  movie: Movie,
  canPlay: (track: MovieTrack) => boolean,
  startSeconds: number,
): Choice {
  const chosen: MovieTrack[] = [];
  const missing: string[] = [];
  for (const kind of ['video', 'audio'] as const) {
    const candidates = movie.tracks.filter((track) => track.kind === kind);
    const playable = candidates.find(canPlay);
    if (playable) chosen.push(playable);
    else missing.push(...candidates.map(({ mimeType }) => mimeType));
  }
  if (chosen.length === 0) throw new FunnelError('media/codec-unsupported', missing.join(', '));
  const isOver = (track: MovieTrack) => startSeconds >= track.endSeconds - remainderSeconds;
  const tracks = chosen.filter((track) => !isOver(track));
  if (tracks.length === 0) return { tracks: chosen, over: [], missing };
  return { tracks, over: chosen.filter(isOver), missing };
}
