import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { MovieTrack } from '../../../src/core/movie';
import { openMovie } from '../../../src/core/mp4/open-movie';
import { made, runTool } from '../../media/ffmpeg';
import { memorySource } from './memory-source';
import { fragmentsOf, remux } from './whole-track';

const folder = mkdtempSync(join(tmpdir(), 'late-sound-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A second of a loud tone, late by some seconds; the picture is there from the start. */
async function lateTone(lateSeconds: number, codec: string, ...args: string[]): Promise<Uint8Array> {
  const picture = ['-f', 'lavfi', '-i', 'color=s=64x36:r=25:d=3', '-c:v', 'libx264'];
  const sound = ['-itsoffset', `${lateSeconds}`, '-f', 'lavfi', '-i', 'sine=f=440:r=44100:d=1,volume=4'];
  const ending = codec.startsWith('pcm') ? 'mov' : 'mp4';
  return readFile(await made('late', [...sound, ...picture, '-c:a', codec, ...args], ending));
}

/** In the shape in which browsers take it. */
async function soundOf(file: Uint8Array): Promise<MovieTrack> {
  const { tracks } = await openMovie(memorySource(file));
  const sound = tracks.find(({ kind }) => kind === 'audio')!;
  return sound.otherShapes?.[0] ?? sound;
}

/** Decoded sound of all channels in one, each sample at the time its frame is presented; 1 is the loudest. */
async function decoded(bytes: Uint8Array): Promise<{ startSeconds: number; samples: Float32Array }> {
  const path = join(folder, 'sound.mp4');
  writeFileSync(path, bytes);
  const start = await runTool('ffprobe', ['-show_entries', 'stream=start_time', '-of', 'csv=p=0', path]);
  const pcm = await runTool('ffmpeg', ['-i', path, '-ac', '1', '-ar', '48000', '-f', 'f32le', '-']);
  return {
    startSeconds: Number(start.toString()),
    samples: new Float32Array(pcm.buffer.slice(pcm.byteOffset, pcm.byteOffset + pcm.byteLength)),
  };
}

/** When it is first heard. */
const onsetSeconds = ({ startSeconds, samples }: Awaited<ReturnType<typeof decoded>>): number =>
  startSeconds + samples.findIndex((sample) => Math.abs(sample) > 0.05) / 48_000;

const codecs = [
  ['AAC, one channel', 'aac', '-ac', '1'],
  ['AAC, two channels', 'aac', '-ac', '2'],
  ['AAC, six channels', 'aac', '-ac', '6'],
  ['AAC, eight channels', 'aac', '-ac', '8'],
  ['Opus', 'libopus', '-ac', '2'],
  ['PCM', 'pcm_s16le', '-ac', '2'],
  ['A-law', 'pcm_alaw', '-ac', '1'],
] as const;

test.each(codecs)('%s: silence until the sound begins', { timeout: 30_000 }, async (_, codec, ...args) => {
  const file = await lateTone(0.7, codec, ...args);
  const track = await soundOf(file);
  const fragments = fragmentsOf(track, 0.2);
  const sound = await decoded(remux(file, track, fragments));
  expect(sound.startSeconds).toBeLessThan(0.025);
  // Of Opus, ffmpeg drops what a decoder needs to begin with: wherever that is, 6.5 ms.
  expect(Math.abs(onsetSeconds(sound) - 0.7)).toBeLessThan(0.02);
  expect(fragments[0]!.startSeconds).toBeCloseTo(sound.startSeconds, 2);
  fragments.slice(1).forEach(({ startSeconds }, index) => {
    expect(startSeconds).toBe(fragments[index]!.endSeconds);
  });
});

test('silence takes no bytes of the file, and a place within it is found', async () => {
  const file = await lateTone(0.7, 'aac');
  const track = await soundOf(file);
  const silent = fragmentsOf(track, 0.2).filter(({ ranges }) => ranges.length === 0);
  expect(silent.at(-1)!.endSeconds).toBeCloseTo(0.7 - 1024 / 44_100, 2);
  const [first] = fragmentsOf(track, 0.1, 0.5);
  expect(first!.startSeconds).toBeLessThanOrEqual(0.5);
  expect(first!.startSeconds).toBeGreaterThan(0.5 - 1024 / 44_100);
  expect(fragmentsOf(track, 0.1, 0.9)[0]!.ranges).not.toEqual([]);
});

test.each([
  ['that nobody here can write', 0.7, ['libopus', '-ac', '6', '-mapping_family', '1']],
  ['of an hour', 3600, ['aac']],
] as const)('a silence %s is left to the player', async (_, lateSeconds, [codec, ...args]) => {
  const track = await soundOf(await lateTone(lateSeconds, codec, ...args));
  const [first] = fragmentsOf(track, 0.2);
  expect(first!.ranges).not.toEqual([]);
  expect(first!.startSeconds).toBeCloseTo(lateSeconds, 1);
});
