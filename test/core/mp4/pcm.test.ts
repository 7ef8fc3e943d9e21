import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import type { Fragment } from '../../../src/core/movie';
import { box, fullBox } from '../../../src/core/mp4/box-writer';
import { type FlacStream, streamInfo, writeFlacFrame } from '../../../src/core/mp4/flac';
import { openMovie } from '../../../src/core/mp4/open-movie';
import { made, runTool } from '../../media/ffmpeg';
import { interleaved } from '../../media/mux/interleave';
import type { TrackParts } from '../../media/mux/parts';
import { takeApart } from '../../media/mux/take-apart';
import { writeFilm } from '../../media/mux/write-film';
import { nextOf } from './fragmented-films';
import { memorySource } from './memory-source';
import { remux } from './whole-track';

const folder = mkdtempSync(join(tmpdir(), 'pcm-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What ffmpeg hears, in 32 bits; the lowest are 0 where there are fewer. */
const decoded = (path: string, ...args: string[]): Promise<Buffer> =>
  runTool('ffmpeg', [...args, '-i', path, '-map', '0:a', '-f', 's32le', '-']);

/** The sound of a film as it goes to a browser: as FLAC. */
async function asFlac(file: Uint8Array, maxSeconds = 0.1): Promise<string> {
  const { tracks } = await openMovie(memorySource(file));
  const [flac] = tracks.find(({ kind }) => kind === 'audio')!.otherShapes!;
  expect(flac!.mimeType).toBe('audio/mp4; codecs="flac"');
  const cursor = flac!.seek(0);
  const fragments: Fragment[] = [];
  for (let each = nextOf(cursor, file, maxSeconds); each; each = nextOf(cursor, file, maxSeconds)) {
    fragments.push(each);
  }
  const path = join(folder, 'sound.mp4');
  writeFileSync(path, remux(file, flac!, fragments));
  return path;
}

const written = (track: TrackParts): Uint8Array => {
  const { parts } = writeFilm({ tracks: [track], layout: ['moov', { mdat: interleaved([track]) }] });
  return Buffer.concat(parts.map(({ bytes }) => bytes));
};

const noise = (channels: number, rate = 44_100) => [
  ...['-f', 'lavfi', '-i', `anoisesrc=d=0.7:r=${rate}:seed=1,aformat=channel_layouts=mono`],
  ...['-ac', `${channels}`],
];

test.each([
  ['pcm_s16le', 2, 'mov'],
  ['pcm_s16be', 1, 'mov'],
  ['pcm_s24le', 2, 'mov'],
  ['pcm_s24be', 6, 'mov'],
  ['pcm_u8', 2, 'mov'],
  ['pcm_s8', 2, 'mov'],
  ['pcm_alaw', 1, 'mov'],
  ['pcm_mulaw', 2, 'mov'],
])('%s, %i channels: not a bit is changed', async (codec, channels, ending) => {
  const film = await made('pcm', [...noise(channels), '-c:a', codec], ending);
  const path = await asFlac(await readFile(film));
  expect((await decoded(path)).equals(await decoded(film))).toBe(true);
});

test.each([
  ['pcm_s32le', 48_000],
  ['pcm_s32be', 96_000],
  ['pcm_f32le', 192_000],
  ['pcm_f32be', 48_000],
])('%s at %i Hz: right to 24 bits', async (codec, rate) => {
  const film = await made('pcm', [...noise(2, rate), '-c:a', codec], 'mov');
  const path = await asFlac(await readFile(film));
  const [ours, original] = [await decoded(path), await decoded(film)];
  expect(ours.byteLength).toBe(original.byteLength);
  for (let at = 0; at < original.byteLength; at += 4) {
    const difference = Math.abs(ours.readInt32LE(at) - original.readInt32LE(at));
    if (difference > 256) expect(difference, `at ${at}`).toBeLessThanOrEqual(256);
  }
});

test('in fragments, each instant a sample of its own', async () => {
  const fragments = ['-movflags', 'frag_keyframe+empty_moov', '-frag_duration', '200000'];
  const film = await made('pcm', [...noise(2), '-c:a', 'pcm_s16le', ...fragments], 'mov');
  const path = await asFlac(await readFile(film), 0.05);
  expect((await decoded(path)).equals(await decoded(film))).toBe(true);
});

test('samples of one byte, as QuickTime has it: the description says how many they are', async () => {
  const path = await made('pcm', [...noise(2), '-c:a', 'pcm_s16le'], 'mov');
  const film = await readFile(path);
  film.writeUInt32BE(1, film.indexOf('stsz') + 8);
  expect((await decoded(await asFlac(film))).equals(await decoded(path))).toBe(true);
});

test.each(['le', 'be'])('ISO’s own description of it, pcm_s16%s: not a bit is changed', async (order) => {
  const path = await made('pcm', [...noise(2), '-c:a', `pcm_s16${order}`], 'mov');
  const [sound] = takeApart(await readFile(path));
  const pcmC = fullBox('pcmC', 0, 0, Uint8Array.of(order === 'le' ? 1 : 0, 16));
  const entry = box('ipcm', sound!.sampleEntries[0]!.subarray(8, 8 + 28), pcmC);
  const film = written({ ...sound!, sampleEntries: [entry] });
  expect((await decoded(await asFlac(film))).equals(await decoded(path))).toBe(true);
});

test('what an edit cuts off the start is left out to the instant', async () => {
  const film = await readFile(await made('pcm', [...noise(1), '-c:a', 'pcm_s16be'], 'mov'));
  const [sound] = takeApart(film);
  const cut = { ...sound!, edits: [{ durationTicks: 0, mediaTicks: 5001 }] };
  const path = await asFlac(written(cut));
  const whole = join(folder, 'whole.mov');
  writeFileSync(whole, film);
  expect((await decoded(path)).equals((await decoded(whole)).subarray(4 * 5001))).toBe(true);
});

const stream: fc.Arbitrary<FlacStream> = fc.record({
  channels: fc.integer({ min: 1, max: 8 }),
  sampleRate: fc.integer({ min: 8000, max: 384_000 }),
  bits: fc.constantFrom(8, 16, 24),
});

test('a FLAC frame holds what it was given, wherever in the stream', () => {
  fc.assert(
    fc.property(
      stream,
      fc.array(fc.integer({ min: 1, max: 4096 }), { minLength: 1, maxLength: 3 }),
      // Numbers from 2^31 on are beyond ffmpeg.
      fc.integer({ min: 0, max: 2 ** 31 - 2 ** 14 }),
      fc.infiniteStream(fc.integer()),
      (flac, blocks, first, numbers) => {
        // Few numbers over and over: to draw hundreds of thousands would take minutes.
        const drawn = Array.from({ length: 61 }, () => numbers.next().value as number);
        const valueAt = (block: number, instant: number, channel: number) => {
          const number = channel === 1 ? drawn[block]! : drawn[(7 * channel + instant) % 61]!;
          return (number << (32 - flac.bits)) >> (32 - flac.bits);
        };
        let at = first;
        const frames = blocks.map((instants, block) => {
          const frame = writeFlacFrame(flac, at, instants, (instant, channel) =>
            valueAt(block, instant, channel),
          );
          at += instants;
          return frame;
        });
        const input = Buffer.concat([Buffer.from('fLaC'), streamInfo(flac), ...frames]);
        const args = '-v error -xerror -err_detect crccheck+explode -f flac -i - -f s32le -'.split(' ');
        const output = execFileSync('ffmpeg', args, { input, maxBuffer: 2 ** 27 });
        const expected = blocks.flatMap((instants, block) =>
          Array.from({ length: instants * flac.channels }, (_, n) => {
            const value = valueAt(block, Math.floor(n / flac.channels), n % flac.channels);
            return value << (32 - flac.bits);
          }),
        );
        expect(output.equals(Buffer.from(Int32Array.from(expected).buffer))).toBe(true);
      },
    ),
    { numRuns: 20 },
  );
});
