import { made } from '../media/ffmpeg';
import { type FilmRecipe, film } from '../media/films';

/** 1.6 Mbit/s, a minute: eight times what a connection gets in these tests. */
const recipe: FilmRecipe = { seconds: 60, videoBitsPerSecond: 1_500_000, fps: 25, gopFrames: 50 };

export const fps = 25;

/** Films of the browser tests, by what is special about them. */
export const films = {
  moovFirst: () => film(recipe),
  moovLast: () => film({ ...recipe, moov: 'last' }),
  /** A key frame every 7 s. */
  longGops: () => film({ ...recipe, gopFrames: 175 }),
  /** Only the first picture is an IDR picture. */
  openGroups: () => {
    const x264 = ['-preset', 'medium', '-bf', '3', '-x264-params', 'open-gop=1:scenecut=0:b-adapt=0'];
    return film({ seconds: 60, width: 320, height: 180, fps, gopFrames: 50, extraArgs: x264 });
  },
  /** The sound begins 1.5 s after the picture. */
  lateAudio: async () => {
    const path = await film(recipe);
    return remux('late-audio', ['-i', path, '-itsoffset', '1.5', '-i', path]);
  },
  /** The sound ends after 10 s of the minute. */
  shortAudio: async () => {
    const path = await film(recipe);
    return remux('short-audio', ['-i', path, '-t', '10', '-i', path]);
  },
};

const remux = (name: string, inputs: readonly string[]) =>
  made(name, [...inputs, '-map', '0:v', '-map', '1:a', '-c', 'copy', '-movflags', '+faststart']);

/** A connection's share, and the round trip, of a host that caps each connection. */
export const capped = { capBytesPerSecond: 25_000, rttMs: 20 };
