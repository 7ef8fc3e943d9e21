import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openMovie } from '../../../src/core/mp4/open-movie';
import { made, runTool } from '../../media/ffmpeg';
import { memorySource } from './memory-source';
import { fragmentsOf, remux } from './whole-track';

const folder = mkdtempSync(join(tmpdir(), 'vorbis-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Packet {
  readonly pts_time: string;
  readonly duration_time: string;
  readonly data_hash: string;
}

async function packets(path: string): Promise<{ seconds: number; endSeconds: number; hash: string }[]> {
  const entries = ['-show_data_hash', 'md5', '-show_entries', 'packet=pts_time,duration_time,data_hash'];
  const output = await runTool('ffprobe', [...entries, '-select_streams', 'a', '-of', 'json', path]);
  const read = JSON.parse(output.toString()) as { packets: Packet[] };
  return read.packets.map(({ pts_time, duration_time, data_hash }) => ({
    seconds: Number(pts_time),
    endSeconds: Number(pts_time) + Number(duration_time),
    hash: data_hash,
  }));
}

/** Noise that comes and goes, so that blocks are long and short; longer than a cluster. */
const sound = 'anoisesrc=d=8:r=44100:seed=1,tremolo=f=3:d=1';

test.each([0, 2.5])('Vorbis in WebM from %d s on: every packet, at its time', async (fromSeconds) => {
  const film = await made('vorbis', ['-f', 'lavfi', '-i', sound, '-ac', '2', '-c:a', 'libvorbis']);
  const file = await readFile(film);
  const { tracks } = await openMovie(memorySource(file));
  const [webm] = tracks[0]!.otherShapes!;
  expect(webm!.mimeType).toBe('audio/webm; codecs="vorbis"');
  const path = join(folder, 'sound.webm');
  writeFileSync(path, remux(file, webm!, fragmentsOf(webm!, 5, fromSeconds)));
  const [ours, all] = [await packets(path), await packets(film)];
  const original = all.filter(({ endSeconds, seconds }) => endSeconds > fromSeconds && seconds >= 0);
  expect(ours.map(({ hash }) => hash)).toEqual(original.map(({ hash }) => hash));
  ours.forEach(({ seconds }, index) => {
    expect(Math.abs(seconds - original[index]!.seconds)).toBeLessThanOrEqual(0.00011);
  });
  await runTool('ffmpeg', ['-xerror', '-i', path, '-f', 'null', '-']);
});
