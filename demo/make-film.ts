// Makes demo/film.mp4: `npx tsx demo/make-film.ts`. Takes some minutes; needs ffmpeg with libx264.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { compose, samplesPerSecond } from './film/music';
import { painter } from './film/picture';
import { filmSeconds, framesPerSecond } from './film/score';

const [width, height] = [1280, 720];
const videoBitsPerSecond = 920_000;
const script = fileURLToPath(import.meta.url);
const output = fileURLToPath(new URL('film.mp4', import.meta.url));

const [task, ...args] = process.argv.slice(2);
if (task === '--paint') await paintPart(Number(args[0]), Number(args[1]), args[2]!);
else await makeFilm();

/** Paints its parts in as many processes as there are processors, then encodes in two passes. */
async function makeFilm(): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'funnel-film-'));
  const inFolder = (name: string) => path.join(folder, name);
  try {
    await writeFile(inFolder('music.s16'), compose());
    const frames = filmSeconds * framesPerSecond;
    const partCount = availableParallelism();
    const parts = Array.from({ length: partCount }, (_, part) => ({
      from: Math.round((frames * part) / partCount),
      to: Math.round((frames * (part + 1)) / partCount),
      file: inFolder(`part-${part}.mkv`),
    }));
    await Promise.all(
      parts.map(({ from, to, file }) =>
        run(process.execPath, [...process.execArgv, script, '--paint', `${from}`, `${to}`, file]),
      ),
    );
    await writeFile(inFolder('parts.txt'), parts.map(({ file }) => `file '${file}'\n`).join(''));
    await encode(inFolder('parts.txt'), inFolder('music.s16'), inFolder('passes'));
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Frames `from` up to `to`, without loss. */
async function paintPart(from: number, to: number, file: string): Promise<void> {
  const raw = ['-f', 'rawvideo', '-pix_fmt', 'rgb24', '-s', `${width}x${height}`, '-r', `${framesPerSecond}`];
  const colours = ['-vf', 'scale=out_color_matrix=bt709:out_range=tv', '-pix_fmt', 'yuv420p'];
  const lossless = ['-c:v', 'libx264', '-preset', 'ultrafast', '-qp', '0'];
  const ffmpeg = spawn('ffmpeg', ['-v', 'error', '-y', ...raw, '-i', '-', ...colours, ...lossless, file], {
    stdio: ['pipe', 'inherit', 'inherit'],
  });
  const ended = once(ffmpeg, 'exit');
  const paint = painter(width, height);
  for (let frame = from; frame < to; frame++) {
    // A copy: the painter reuses its buffer while ffmpeg may still be reading this one.
    const picture = Buffer.from(paint(frame / framesPerSecond));
    if (!ffmpeg.stdin.write(picture)) await once(ffmpeg.stdin, 'drain');
  }
  ffmpeg.stdin.end();
  const [code] = await ended;
  if (code !== 0) throw new Error(`ffmpeg ended with ${code}`);
}

async function encode(parts: string, music: string, passLog: string): Promise<void> {
  const picture = ['-v', 'error', '-y', '-f', 'concat', '-safe', '0', '-i', parts];
  const sound = ['-f', 's16le', '-ar', `${samplesPerSecond}`, '-ac', '2', '-i', music];
  const gop = `${2 * framesPerSecond}`;
  const video = [
    ...[
      '-c:v',
      'libx264',
      '-profile:v',
      'high',
      '-preset',
      'slow',
      '-tune',
      'animation',
      '-pix_fmt',
      'yuv420p',
    ],
    ...['-b:v', `${videoBitsPerSecond}`, '-maxrate', '1600k', '-bufsize', '3200k'],
    ...['-g', gop, '-keyint_min', gop, '-sc_threshold', '0', '-aq-mode', '3'],
    ...['-colorspace', 'bt709', '-color_primaries', 'bt709', '-color_trc', 'bt709', '-color_range', 'tv'],
    ...['-passlogfile', passLog],
  ];
  await run('ffmpeg', [...picture, ...video, '-pass', '1', '-an', '-f', 'null', '-']);
  const audio = ['-c:a', 'aac', '-b:a', '112k', '-movflags', '+faststart'];
  await run('ffmpeg', [...picture, ...sound, ...video, '-pass', '2', ...audio, output]);
}

/** @throws when the program fails */
async function run(program: string, programArgs: readonly string[]): Promise<void> {
  const [code] = await once(spawn(program, programArgs, { stdio: 'inherit' }), 'exit');
  if (code !== 0) throw new Error(`${program} ended with ${code}`);
}
