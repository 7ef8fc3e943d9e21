import { made } from '../test/media/ffmpeg';
import { benchFilm, film } from '../test/media/films';

/** The films of the benchmark; each is made at its first use, then kept. All have 25 frames a second. */
export const films = {
  /** 5 minutes of 6.1 Mbit/s: eight connections of 100 KB/s would do. */
  moovFirst: () => benchFilm('first'),
  moovLast: () => benchFilm('last'),
  /** A minute of 3 MB/s, which is more than 24 connections of 100 KB/s bring: reading ahead never ends. */
  wide: () =>
    film({
      seconds: 60,
      width: 1280,
      height: 720,
      gopFrames: 50,
      videoBitsPerSecond: 24_000_000,
    }),
  /** 4 GB of 6.1 Mbit/s, an hour and a half: five minutes, again and again. */
  large: async () => made('bench-large', ['-stream_loop', '17', '-i', await benchFilm('last'), '-c', 'copy']),
  /** Hours of 35 KB/s: ten minutes, again and again. */
  long: async (hours: number) => {
    const once = await film({
      seconds: 600,
      width: 320,
      height: 180,
      extraArgs: ['-crf', '35', '-ac', '1', '-b:a', '32k'],
    });
    const again = Math.ceil((hours * 3600) / 600) - 1;
    return made('bench-long', [
      '-stream_loop',
      `${again}`,
      '-i',
      once,
      '-c',
      'copy',
      '-movflags',
      '+faststart',
    ]);
  },
};
