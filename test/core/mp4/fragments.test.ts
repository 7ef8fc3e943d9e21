import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFile, MP4BoxBuffer } from 'mp4box';
import { afterAll, describe, expect, test } from 'vitest';
import type { MovieTrack } from '../../../src/core/movie';
import { openMovie } from '../../../src/core/mp4/open-movie';
import { film, filmBytes, filmNames, recipes } from './films';
import { memorySource } from './memory-source';
import { fragmentsOf, remux } from './whole-track';

const folder = mkdtempSync(join(tmpdir(), 'fragments-'));
afterAll(() => rmSync(folder, { recursive: true }));

function lines(tool: string, args: string[]): string[] {
  const output = execFileSync(tool, ['-v', 'error', ...args], { maxBuffer: 2 ** 28 }).toString();
  return output.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
}

const streamOf = (track: MovieTrack, tracks: readonly MovieTrack[]) =>
  `${track.kind[0]}:${tracks.filter(({ kind }) => kind === track.kind).indexOf(track)}`;

interface Packet {
  readonly pts: number;
  readonly size: string;
  readonly flags: string;
  readonly data_hash: string;
}

/** Every packet, in decoding order. */
function packets(path: string, stream: string) {
  const entries = 'packet=pts,size,flags,data_hash';
  const args = `-select_streams ${stream} -show_data_hash md5 -of json -show_entries ${entries} ${path}`;
  const output: { packets: Packet[] } = JSON.parse(lines('ffprobe', args.split(' ')).join(''));
  return output.packets.map(({ pts, size, flags, data_hash }) => ({
    ticks: pts,
    size,
    isKey: flags.startsWith('K'),
    hash: data_hash,
  }));
}

/** Every decoded frame. */
const frames = (path: string, stream: string) =>
  lines('ffmpeg', `-i ${path} -map 0:${stream} -fps_mode passthrough -f framemd5 -`.split(' ')).map(
    (line) => {
      const fields = line.split(',').map((field) => field.trim());
      return { ticks: Number(fields[2]), hash: fields.at(-1) };
    },
  );

/** ffmpeg shifts a whole fragmented file by its lowest composition offset; mp4box, below, takes it at its word. */
const fromFirst = <T extends { ticks: number }>(rows: readonly T[]): T[] =>
  rows.map((row) => ({ ...row, ticks: row.ticks - rows[0]!.ticks }));

describe('fragments hold what the file holds', () => {
  test.each(filmNames)('%s', { timeout: 60_000 }, async (name) => {
    const bytes = filmBytes(recipes[name]);
    const { tracks } = await openMovie(memorySource(bytes));
    for (const track of tracks) {
      const path = join(folder, `${name}-${track.id}.mp4`);
      // Silence before a sound that begins late lies in no file.
      const fragments = fragmentsOf(track).filter(({ ranges }) => ranges.length > 0);
      const remuxed = remux(bytes, track, fragments);
      writeFileSync(path, remuxed);
      const original = packets(film(recipes[name]), streamOf(track, tracks));
      const ours = packets(path, streamOf(track, [track]));
      // What ends at or before 0, the sound coder's priming, is left out.
      const primed = original.length - ours.length;
      expect(primed).toBeLessThan(track.kind === 'video' ? 1 : 3);
      expect(fromFirst(ours)).toEqual(fromFirst(original.slice(primed)));
      // The edit list that ffmpeg applied itself, tick by tick.
      expect(compositionTicks(remuxed)).toEqual(original.slice(primed).map(({ ticks }) => ticks));
      if (track.kind === 'video') {
        const stream = streamOf(track, tracks);
        expect(fromFirst(frames(path, 'v:0'))).toEqual(fromFirst(frames(film(recipes[name]), stream)));
      }
    }
  });
});

test('pictures held for longer than others, and decoded in another order, are shown one after the other', async () => {
  const bytes = filmBytes(recipes.uneven);
  const [video] = (await openMovie(memorySource(bytes))).tracks;
  const shown = samplesIn(remux(bytes, video!, fragmentsOf(video!))).toSorted((a, b) => a.cts - b.cts);
  const ends = shown.map(({ cts, duration }) => cts + duration);
  expect(ends.slice(0, -1)).toEqual(shown.slice(1).map(({ cts }) => cts));
  expect(new Set(shown.map(({ duration }) => duration)).size).toBeGreaterThan(2);
});

/** Presentation times in media ticks of all samples of a one-track file, as mp4box understands it. */
const compositionTicks = (file: Uint8Array): number[] => samplesIn(file).map(({ cts }) => cts);

function samplesIn(file: Uint8Array) {
  const parsed = createFile();
  const buffer = new MP4BoxBuffer(file.byteLength);
  new Uint8Array(buffer).set(file);
  parsed.appendBuffer(buffer, true);
  return parsed.getTrackSamplesInfo(parsed.getInfo().tracks[0]!.id)!;
}
