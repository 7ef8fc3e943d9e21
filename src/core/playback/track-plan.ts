import type { FragmentCursor, MovieTrack } from '../movie';

/** How far one track is planned and fed. */
export interface TrackPlan {
  readonly track: MovieTrack;
  cursor: FragmentCursor;
  /** Playing time that the next fragment of this track is wanted at. */
  nextSeconds: number;
  /** Presentation end of the latest fragment that was fed. */
  fedEndSeconds: number;
  /** What starts before this was fed of the other tracks when this one came. */
  lateUntilSeconds: number;
  /** How fast playing uses up its bytes, by what is planned or was planned last; null before anything was. */
  bytesPerSecond: number | null;
  ended: boolean;
}

export const trackPlan = (track: MovieTrack, timeSeconds: number): TrackPlan => ({
  track,
  cursor: track.seek(timeSeconds),
  nextSeconds: timeSeconds,
  fedEndSeconds: timeSeconds,
  lateUntilSeconds: 0,
  bytesPerSecond: null,
  ended: false,
});
