import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MovieTextTrack, TextCue } from '../../../src/core/movie';
import { cuesOf } from '../../../src/core/mp4/text-sample';
import { film } from './films';

const folder = join(import.meta.dirname, '../../media/.cache/mp4');

/** A file ffmpeg takes as input, by its name and text. */
function input(name: string, text: string): string {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const captions = () =>
  input(
    'captions.srt',
    `1
00:00:00,500 --> 00:00:01,500
Plain & <b>bold</b> and <i>slanted 漢字</i>

2
00:00:02,000 --> 00:00:03,000
Two
lines

3
00:00:03,000 --> 00:00:04,500
a < b
`,
  );

const others = () => input('others.srt', '1\n00:00:01,000 --> 00:00:02,000\nBonjour\n');

const chapters = () =>
  input(
    'chapters.txt',
    `;FFMETADATA1
title=The work
artist=Its author
album=All works
[CHAPTER]
TIMEBASE=1/1000
START=0
END=2500
title=First & foremost
[CHAPTER]
TIMEBASE=1/1000
START=2500
END=6000
title=第二章
`,
  );

const picture = '-f lavfi -i testsrc2=s=320x180:r=25:d=6';
const x264 = '-c:v libx264 -preset ultrafast -pix_fmt yuv420p';

/** Films with text, chapters and metadata. */
export const textFilms = {
  captions: () =>
    film(
      `${picture} -i ${captions()} -i ${others()} -map 0 -map 1 -map 2 ${x264} -c:s mov_text -metadata:s:s:0 language=eng -metadata:s:s:1 language=fra -metadata:s:s:1 title=Signs`,
    ),
  chapters: (extension = 'mp4') =>
    film(`${picture} -i ${chapters()} -map 0 -map_metadata 1 ${x264}`, extension),
  song: () =>
    film(
      `-f lavfi -i sine=d=6 -f lavfi -i testsrc2=s=64x64:d=0.04 -i ${chapters()} -map 0 -map 1 -map_metadata 2 -c:a aac -c:v mjpeg -disposition:v attached_pic`,
      'm4a',
    ),
};

/** All cues of a track. */
export const cuesIn = (file: Uint8Array, { format, samples }: MovieTextTrack): TextCue[] =>
  samples.flatMap((sample) =>
    cuesOf(format, sample, file.subarray(sample.range.start, sample.range.endExclusive)),
  );
