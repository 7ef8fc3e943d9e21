import type { Movie } from '../../core/movie';

/** The film with a sound put before all others: the first one that can be played is. */
export const withSoundFirst = (movie: Movie, soundId: number | null): Movie => ({
  ...movie,
  tracks: movie.tracks.toSorted((a, b) => Number(b.id === soundId) - Number(a.id === soundId)),
});
