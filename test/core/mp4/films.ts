import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';

const cache = join(import.meta.dirname, '../../media/.cache/mp4');

/** A film made by ffmpeg (arguments between the global ones and the output), kept by its recipe. */
export function film(recipe: string, extension = 'mp4'): string {
  mkdirSync(cache, { recursive: true });
  const name = createHash('sha256').update(recipe).digest('hex').slice(0, 16);
  const path = join(cache, `${name}.${extension}`);
  if (!existsSync(path)) {
    // Under a name of its own first: several test files may want the same film at once.
    const draft = join(cache, `${name}.${process.pid}.${extension}`);
    execFileSync('ffmpeg', ['-v', 'error', '-y', ...recipe.split(' '), '-fflags', '+bitexact', draft]);
    renameSync(draft, path);
  }
  return path;
}

export const filmBytes = (recipe: string, extension?: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(readFileSync(film(recipe, extension)));

const picture = '-f lavfi -i testsrc2=s=320x180:r=25:d=6';
const sound = '-f lavfi -i sine=f=440:r=48000:d=6';
const x264 = '-c:v libx264 -preset ultrafast -pix_fmt yuv420p';
const bFrames = `${x264} -bf 3 -g 25 -x264-params scenecut=0:b-adapt=0`;
const aac = '-c:a aac -b:a 96k';

/** What people's files are like, one thing at a time. */
export const recipes = {
  faststart: `${picture} ${sound} ${bFrames} ${aac} -movflags +faststart`,
  moovLast: `${picture} ${sound} ${bFrames} ${aac}`,
  negativeOffsets: `${picture} ${sound} ${bFrames} ${aac} -movflags +negative_cts_offsets`,
  noEdits: `${picture} ${sound} ${bFrames} ${aac} -use_editlist 0`,
  videoOnly: `${picture} ${bFrames}`,
  noBFrames: `${picture} ${x264} -bf 0 -g 50`,
  intraOnly: `${picture} ${x264} -g 1`,
  audioOnly: `${sound} ${aac}`,
  opus: `${picture} ${sound} -c:v libvpx-vp9 -deadline realtime -cpu-used 8 -b:v 200k -c:a libopus`,
  av1: `-f lavfi -i testsrc2=s=160x90:r=25:d=2 -c:v libsvtav1 -preset 12`,
  flac: `${sound} -c:a flac -strict -2`,
  ntsc: `-f lavfi -i testsrc2=s=320x180:r=24000/1001:d=6 ${sound} ${bFrames} ${aac}`,
  uneven: `${picture} ${sound} -vf select='not(mod(n,3))+lt(n,40)-between(n,60,90)' -fps_mode vfr ${bFrames} ${aac}`,
  delayedSound: `${picture} -itsoffset 0.75 ${sound} ${bFrames} ${aac}`,
  twoSounds: `${picture} ${sound} -f lavfi -i sine=f=880:d=6 -map 0 -map 1 -map 2 ${bFrames} ${aac} -disposition:a default -metadata:s:a:0 language=eng -metadata:s:a:1 language=fre`,
} as const;

export type FilmName = keyof typeof recipes;
export const filmNames = Object.keys(recipes) as FilmName[];
