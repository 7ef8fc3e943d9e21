import type { MovieTrack } from '../../core/movie';
import { evictions } from '../../core/playback/buffered';
import type { Stage } from './stage';

export interface Kept {
  /** Seconds of film; removal takes whole groups of pictures: up to the one that is playing there, never into it. */
  readonly fromSeconds: number;
  readonly untilSeconds: (trackId: number) => number;
  /** Less is not worth removing. */
  readonly secondsMin: number;
}

/**
 * Removes film from the stage.
 * @param planSeconds where film is fed from whose index is known
 */
export async function evict(
  stage: Stage,
  tracks: readonly MovieTrack[],
  { fromSeconds, untilSeconds, secondsMin }: Kept,
  planSeconds: number,
): Promise<void> {
  for (const track of tracks) {
    const playing = startAt(track, Math.max(0, fromSeconds), planSeconds);
    for (const range of evictions(stage.buffered(track.id), playing, untilSeconds(track.id))) {
      // Removing would reopen a stage that has ended, and then all of the film is fed anyway.
      if (range.end - range.start <= secondsMin || stage.hasEnded) continue;
      await stage.remove(track.id, range);
    }
  }
}

/** Where the first group of pictures kept of a track begins; of film whose index is not read, none is kept. */
function startAt(track: MovieTrack, timeSeconds: number, planSeconds: number): number {
  try {
    const cursor = track.seek(timeSeconds);
    const first = cursor.next(0) ?? (cursor.unread ? track.seek(planSeconds).next(0) : null);
    return first?.startSeconds ?? 0;
  } catch {
    // The file has no film there; whoever feeds it says so.
    return 0;
  }
}
