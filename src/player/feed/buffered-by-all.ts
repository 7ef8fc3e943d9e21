import type { MovieTrack } from '../../core/movie';
import { bufferedEnd } from '../../core/playback/buffered';
import type { Stage } from './stage';

/** Where the film that every track has buffered at a time ends; null when one has none there. */
export function bufferedByAll(
  stage: Stage,
  tracks: readonly MovieTrack[],
  timeSeconds: number,
): number | null {
  let end: number | null = null;
  for (const track of tracks) {
    // One track may end before the other: nothing more is to be expected of it.
    if (timeSeconds >= track.endSeconds - 0.05) continue;
    const trackEnd = bufferedEnd(stage.buffered(track.id), timeSeconds);
    if (trackEnd === null) return null;
    end = Math.min(end ?? Infinity, trackEnd);
  }
  return end;
}
