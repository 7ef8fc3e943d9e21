import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Fragment, MovieTrack } from '../../../src/core/movie';
import { openMovie } from '../../../src/core/mp4/open-movie';
import { film } from './films';
import { memorySource } from './memory-source';
import { fragmentsOf, remux } from './whole-track';

const picture = '-f lavfi -i testsrc2=s=160x96:r=25:d=6 -pix_fmt yuv420p -c:v libx264';
/** Of each, some pictures order what came before a recovery point to be forgotten. */
const films = {
  'as x264 makes it by default': `${picture} -preset medium -x264-params open-gop=1:keyint=40`,
  'eight pictures reordered': `${picture} -preset slow -x264-params open-gop=1:keyint=37:bframes=8:ref=6`,
  'CAVLC, four slices': `${picture} -preset fast -x264-params open-gop=1:keyint=40:no-cabac=1:slices=4`,
  interlaced: `${picture} -preset medium -flags +ilme+ildct -x264-params open-gop=1:keyint=40:tff=1`,
};

describe.each(Object.entries(films))('open groups of pictures, %s', (_, recipe) => {
  let folder: string;
  let bytes: Uint8Array;
  let video: MovieTrack;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'funnel-open-'));
    bytes = new Uint8Array(readFileSync(film(recipe)));
    video = (await openMovie(memorySource(bytes))).tracks[0]!;
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const written = (fragments: readonly Fragment[]) => {
    const path = join(folder, 'video.mp4');
    writeFileSync(path, remux(bytes, video, fragments));
    return path;
  };
  const decoder = ['-v', 'error', '-threads', '1', '-err_detect', 'explode'];

  test('from every recovery point on it decodes, for a decoder that forgives nothing', () => {
    const starts = new Set<number>();
    for (let seconds = 0; seconds < 6; seconds += 0.5) {
      const fragments = fragmentsOf(video, 0.3, seconds);
      starts.add(fragments[0]!.startSeconds);
      const { stderr } = spawnSync('ffmpeg', [...decoder, '-i', written(fragments), '-f', 'null', '-']);
      // What is missing before is made up; the rest would end Chromium's decoder.
      const complaints = stderr.toString().match(/.*(unref|exceeds|while decoding).*/g);
      expect(complaints).toBeNull();
    }
    expect(starts.size).toBeGreaterThan(2);
  });

  test('played through, every picture is the file’s', () => {
    const pictures = (path: string) =>
      execFileSync('ffmpeg', [...decoder, '-i', path, '-f', 'framemd5', '-'], { encoding: 'utf8' })
        .split('\n')
        .filter((line) => /^\d/.test(line))
        .map((line) => line.split(',').at(-1));
    expect(pictures(written(fragmentsOf(video)))).toEqual(pictures(film(recipe)));
  });
});
