import { FunnelError, type FunnelErrorData } from '../core/errors';
import type { Movie, MovieTrack } from '../core/movie';

export interface Choice {
  /** What goes on stage. */
  readonly tracks: readonly MovieTrack[];
  /** Chosen too, but over before the place where playing begins. */
  readonly over: readonly MovieTrack[];
  /** What the viewer must do without; null where nothing. */
  readonly missing: FunnelErrorData | null;
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
  let missing: FunnelErrorData | null = null;
  for (const kind of ['video', 'audio'] as const) {
    const candidates = movie.tracks.filter((track) => track.kind === kind);
    const [playable] = candidates.flatMap((track) => inPlayableShape(track, canPlay) ?? []);
    const types = candidates.map(({ mimeType }) => mimeType).join(', ');
    if (playable) chosen.push(playable);
    else if (candidates.length > 0) missing = { code: `media/${kind}-unsupported`, detail: types };
  }
  if (chosen.length === 0) {
    const types = movie.tracks.map(({ mimeType }) => mimeType);
    throw new FunnelError('media/codec-unsupported', types.join(', '));
  }
  const isOver = (track: MovieTrack) => startSeconds >= track.endSeconds - remainderSeconds;
  const tracks = chosen.filter((track) => !isOver(track));
  if (tracks.length === 0) return { tracks: chosen, over: [], missing };
  const over = chosen.filter(isOver);
  if (over.some(({ isCutShort }) => isCutShort)) missing ??= { code: 'media/truncated', detail: '' };
  return { tracks, over, missing };
}

/** A track as it is, or in another shape, whatever this browser can play; null where it can play none. */
export const inPlayableShape = (
  track: MovieTrack,
  canPlay: (track: MovieTrack) => boolean,
): MovieTrack | null => [track, ...(track.otherShapes ?? [])].find(canPlay) ?? null;
