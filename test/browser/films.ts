import { type FilmRecipe, film } from '../media/films';

/** 1.6 Mbit/s, a minute: eight times what a connection gets in these tests. */
const recipe: FilmRecipe = { seconds: 60, videoBitsPerSecond: 1_500_000, fps: 25, gopFrames: 50 };

export const fps = 25;

/** Films of the browser tests, by what is special about them. */
export const films = {
  moovFirst: () => film(recipe),
  moovLast: () => film({ ...recipe, moov: 'last' }),
};

/** A connection's share, and the round trip, of a host that caps each connection. */
export const capped = { capBytesPerSecond: 25_000, rttMs: 20 };
