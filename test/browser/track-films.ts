import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { textFilms } from '../core/mp4/text-films';
import { withWebvtt, withWebvttInFragments } from '../core/mp4/webvtt-film';
import { made } from '../media/ffmpeg';
import { films } from './films';

/** What the second sound is a tone of; the first one's is far below. */
export const secondSoundHertz = 3000;

/** A caption each second of the minute, saying which, and two chapters. */
async function texts(): Promise<{ captions: string; chapters: string }> {
  const folder = path.dirname(await films.moovFirst());
  await mkdir(folder, { recursive: true });
  const captions = path.join(folder, 'seconds.srt');
  const chapters = path.join(folder, 'two-chapters.txt');
  const clock = (second: number, ms: string) => `00:00:${String(second).padStart(2, '0')},${ms}`;
  const lines = Array.from(
    { length: 60 },
    (_, second) =>
      `${second + 1}\n${clock(second, '000')} --> ${clock(second, '900')}\nSecond ${second} & <i>more</i>\n`,
  );
  await writeFile(captions, lines.join('\n'));
  const chapter = (start: number, end: number, title: string) =>
    `[CHAPTER]\nTIMEBASE=1/1\nSTART=${start}\nEND=${end}\ntitle=${title}\n`;
  await writeFile(chapters, `;FFMETADATA1\n${chapter(0, 20, 'The beginning')}${chapter(20, 60, 'The rest')}`);
  return { captions, chapters };
}

/** Two sounds, captions, chapters; interleaved. */
async function tracks(): Promise<string> {
  const { captions, chapters } = await texts();
  const inputs = ['-i', await films.moovFirst(), '-f', 'lavfi', '-i', tone, '-i', captions, '-i', chapters];
  const maps = ['-map', '0:v', '-map', '0:a', '-map', '1', '-map', '2', '-map_chapters', '3'];
  const languages = ['eng', 'fra'].flatMap((language, n) => [`-metadata:s:a:${n}`, `language=${language}`]);
  const captionsName = ['-metadata:s:s:0', 'language=eng', '-metadata:s:s:0', 'title=Seconds'];
  const codecs = ['-c', 'copy', '-c:a:1', 'aac', '-b:a:1', '64k', '-ac:a:1', '1', '-c:s', 'mov_text'];
  const args = [...inputs, ...maps, ...languages, ...captionsName, ...codecs, '-movflags', '+faststart'];
  return made('tracks', args);
}
const tone = `sine=f=${secondSoundHertz}:r=48000:d=60`;

/** The same, but the list of chapters is only in a text track of its own. */
async function chapterTrack(): Promise<Buffer> {
  const bytes = await readFile(await tracks());
  bytes.write('free', bytes.indexOf('chpl'));
  return bytes;
}

/** A second sound of another codec, which Chromium takes as bare frames alone. */
async function otherCodec(): Promise<string> {
  const inputs = ['-i', await films.moovFirst(), '-f', 'lavfi', '-i', tone, '-map', '0', '-map', '1'];
  return made('other-codec', [
    ...inputs,
    '-c',
    'copy',
    '-c:a:1',
    'libmp3lame',
    '-b:a:1',
    '64k',
    '-movflags',
    '+faststart',
  ]);
}

const spoken = Array.from({ length: 60 }, (_, second) => `Second ${second}`);

export const trackFilms = {
  tracks,
  chapterTrack,
  otherCodec,
  song: async () => textFilms.song(),
  webvtt: async () => Buffer.from(withWebvtt(await readFile(await films.moovLast()), spoken)),
  webvttInFragments: async () =>
    Buffer.from(withWebvttInFragments(await readFile(await films.moovLast()), spoken, 7200)),
};
