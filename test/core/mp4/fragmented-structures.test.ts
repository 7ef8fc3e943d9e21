import { describe, expect, test } from 'vitest';
import type { Fragment, Movie } from '../../../src/core/movie';
import { box, concatenate, fullBox, uint32 } from '../../../src/core/mp4/box-writer';
import type { TrackParts } from '../../media/mux/parts';
import { takeApart } from '../../media/mux/take-apart';
import { ftyp, inMemory } from '../../media/mux/write-film';
import {
  type FragmentedPlan,
  fragmentsOf,
  type Sidx,
  writeFragmented,
} from '../../media/mux/write-fragments';
import { filmBytes, recipes } from './films';
import { endOf, nextOf, opened, samplesFrom } from './fragmented-films';
import { cuesIn } from './text-films';
import { textTrack } from './webvtt-film';

const parts = (recipe: string = recipes.faststart) => takeApart(filmBytes(recipe));
const written = (plan: FragmentedPlan) => inMemory(writeFragmented(plan));
const plain = (tracks: readonly TrackParts[], more: Partial<FragmentedPlan> = {}) =>
  written({ tracks, layout: [ftyp('iso6'), 'moov', ...fragmentsOf(tracks, 1)], ...more });

/** All there is of a track from a place on. */
function allOf({ tracks }: Movie, kind: 'video' | 'audio', file: Uint8Array, from = 0): Fragment[] {
  const cursor = tracks.find((track) => track.kind === kind)!.seek(from);
  const fragments: Fragment[] = [];
  for (let each = nextOf(cursor, file, 0.3); each; each = nextOf(cursor, file, 0.3)) fragments.push(each);
  return fragments;
}

describe('what was cut from a live stream', () => {
  test('begins with its first picture, and is the film it would be from 0 on', async () => {
    const tracks = parts();
    const fromStart = plain(tracks);
    const live = plain(tracks, { startSeconds: [100_000, 100_000] });
    const [expected, { movie }] = [(await opened(fromStart)).movie, await opened(live)];
    expect(endOf(movie, live)).toBeCloseTo(endOf(expected, fromStart), 6);
    for (const [index, track] of movie.tracks.entries()) {
      expect(samplesFrom(track, live, 0)).toEqual(samplesFrom(expected.tracks[index]!, fromStart, 0));
    }
    expect(nextOf(movie.tracks[0]!.seek(3.5), live, 0.1)!.startSeconds).toBe(3);
  });

  test('with an index that counts from 0 all the same', async () => {
    const tracks = parts();
    const moofs = fragmentsOf(tracks, 1);
    const sidx: Sidx = { sidx: moofs.map((moof) => [moof]) };
    const layout = [ftyp('iso6'), 'moov' as const, sidx, ...moofs];
    const bytes = written({ tracks, layout, startSeconds: [7000, 7000] });
    // earliest_presentation_time of a sidx of version 0.
    const at = Buffer.from(bytes).indexOf('sidx') + 16;
    new DataView(bytes.buffer).setUint32(at, 0);
    const { movie } = await opened(bytes);
    expect(movie.durationSeconds).toBeCloseTo(6, 1);
    expect(nextOf(movie.tracks[0]!.seek(4.5), bytes, 0.1)!.startSeconds).toBe(4);
  });
});

test('an index of indexes leads to a place in few reads', async () => {
  const tracks = parts(recipes.videoOnly.replace('d=6', 'd=60'));
  const moofs = fragmentsOf(tracks, 1);
  const tens = [0, 1, 2, 3, 4, 5].map((ten) => moofs.slice(10 * ten, 10 * ten + 10));
  const below = tens.map((ten): Sidx => ({ sidx: ten.map((moof) => [moof]) }));
  const layout = [ftyp('iso6'), 'moov' as const, { sidx: below.map((sidx) => [sidx]) }, ...below, ...moofs];
  const bytes = written({ tracks, layout });
  const { movie } = await opened(bytes);
  expect(movie.durationSeconds).toBeCloseTo(60, 1);
  const cursor = movie.tracks[0]!.seek(47.5);
  let reads = 0;
  let first = cursor.next(0.1);
  for (; !first; first = cursor.next(0.1)) {
    const { range, take } = cursor.unread!;
    take(bytes.subarray(range.start, range.endExclusive));
    reads += 1;
  }
  expect(first.startSeconds).toBe(47);
  expect(reads).toBeLessThanOrEqual(2);
});

test('a broken index is left out', async () => {
  const tracks = parts();
  const sidx = fullBox('sidx', 0, 0, uint32(1, 0, 0, 0, 50_000));
  const bytes = written({ tracks, layout: [ftyp('iso6'), 'moov', sidx, ...fragmentsOf(tracks, 1)] });
  const { movie } = await opened(bytes);
  expect(endOf(movie, bytes)).toBeCloseTo(6, 1);
});

test('a length that the moov tells and nobody can believe is not told', async () => {
  const { movie } = await opened(plain(parts(), { mehdTicks: 3_600_000 }));
  expect(movie.durationSeconds).toBeLessThan(10);
});

test('the beginning of a film without any of its fragments is called that', async () => {
  const tracks = parts();
  const layouts = [[], [{ moof: [] }], [{ moof: [{ track: 0, first: 0, end: 0 }] }]];
  for (const moofs of layouts) {
    const bytes = written({ tracks, layout: [ftyp('iso6'), 'moov', ...moofs] });
    await expect(opened(bytes)).rejects.toMatchObject({ code: 'media/no-fragments' });
  }
});

test('a fragment before the moov is played too; a moov behind many is not looked for', async () => {
  const tracks = parts();
  const [first, ...others] = fragmentsOf(tracks, 1);
  const bytes = written({ tracks, layout: [ftyp('iso6'), first!, 'moov', ...others] });
  const { movie } = await opened(bytes);
  expect(allOf(movie, 'video', bytes)[0]!.startSeconds).toBe(0);
  expect(endOf(movie, bytes)).toBeCloseTo(6, 1);
  const behind = written({ tracks, layout: [ftyp('iso6'), ...fragmentsOf(tracks, 0.2), 'moov'] });
  await expect(opened(behind)).rejects.toMatchObject({ code: 'media/fragmented' });
});

describe('a sound with nothing', () => {
  /** Fragments follow each other with less than a sample in between. */
  const expectNoGaps = (fragments: readonly Fragment[]) => {
    for (const [index, { startSeconds }] of fragments.entries()) {
      expect(startSeconds - (fragments[index - 1]?.endSeconds ?? 0)).toBeLessThan(0.022);
      expect(startSeconds - (fragments[index - 1]?.endSeconds ?? 0)).toBeGreaterThan(-1e-6);
    }
  };
  /** The first place of the file's own sound, after silence. */
  const soundStart = (fragments: readonly Fragment[]) =>
    fragments.find(({ ranges }) => ranges.length > 0)!.startSeconds;

  test('at the beginning has silence there', async () => {
    const bytes = plain(parts(), { startSeconds: [0, 2.5] });
    const { movie } = await opened(bytes);
    const sounds = allOf(movie, 'audio', bytes);
    expectNoGaps(sounds);
    expect(soundStart(sounds)).toBeCloseTo(2.5 - 1024 / 48_000, 6);
    const [sought] = allOf(movie, 'audio', bytes, 1.5);
    expect(sought!.startSeconds).toBeLessThanOrEqual(1.5);
    expect(sought!.startSeconds).toBeGreaterThan(1.47);
  });

  test('in the middle has silence there, and goes on in time', async () => {
    const tracks = parts();
    const moofs = fragmentsOf(tracks, 1).map(({ moof }, index) => ({
      moof: index === 2 || index === 3 ? moof.slice(0, 1) : moof,
    }));
    const bytes = written({ tracks, layout: [ftyp('iso6'), 'moov', ...moofs] });
    const { movie } = await opened(bytes);
    const sounds = allOf(movie, 'audio', bytes);
    expectNoGaps(sounds);
    expect(sounds.at(-1)!.endSeconds).toBeCloseTo(6, 1);
    expect(sounds.filter(({ ranges }) => ranges.length === 0).at(-1)!.endSeconds).toBeCloseTo(4, 1);
    expect(allOf(movie, 'audio', bytes, 3.5)[0]!.startSeconds).toBeGreaterThan(1.9);
  });

  test('for the rest of a long film is silent as far as that was read', async () => {
    const [video, audio] = parts(recipes.faststart.replaceAll('d=6', 'd=60'));
    const tracks = [video!, { ...audio!, samples: audio!.samples.slice(0, 100) }];
    const bytes = plain(tracks);
    const { movie } = await opened(bytes);
    const sounds = allOf(movie, 'audio', bytes);
    expectNoGaps(sounds);
    expect(sounds.at(-1)!.endSeconds).toBeGreaterThan(45);
  });
});

test('pictures that others need, but that an edit cuts off, are hidden; in fragments of any length', async () => {
  const [video, audio] = parts();
  const edits = [{ durationTicks: 4600, mediaTicks: Math.round(1.4 * video!.timescale) + 1024 }];
  const tracks = [{ ...video!, edits }, audio!];
  for (const seconds of [1, 0.01]) {
    const bytes = written({ tracks, layout: [ftyp('iso6'), 'moov', ...fragmentsOf(tracks, seconds)] });
    const { movie } = await opened(bytes);
    const shown = samplesFrom(movie.tracks[0]!, bytes, 0)
      .map(({ presentationTicks }) => presentationTicks)
      .sort((a, b) => a - b);
    // Ten pictures from the sync sample at 1 s on.
    expect(shown.slice(0, 10)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(shown.slice(10, 12)).toEqual([10, 0.04 * video!.timescale]);
    expect(movie.tracks[0]!.hiddenSeconds).toBe(10 / video!.timescale);
  }
});

test('the last picture stays as long as there is sound', async () => {
  const [video, audio] = parts();
  const bytes = plain([{ ...video!, samples: video!.samples.slice(0, 75) }, audio!]);
  const { movie } = await opened(bytes);
  expect(allOf(movie, 'video', bytes).at(-1)!.endSeconds).toBeCloseTo(6, 1);
  expect(allOf(movie, 'video', bytes, 5)[0]!.startSeconds).toBe(2);
});

describe('captions in fragments', () => {
  const said = (words: string) => box('vttc', box('payl', new TextEncoder().encode(words)));

  test.each([0, 5000])('of a film from second %s on', async (start) => {
    const words = ['one', 'zwei ß', '', 'four', 'five', 'six'];
    const samples = words.map((each) => (each === '' ? box('vtte') : said(each)));
    const tracks = [...parts(), textTrack('wvtt', samples)];
    const bytes = plain(tracks, { startSeconds: [start, start, start] });
    const { movie } = await opened(bytes);
    const [captions] = movie.textTracks!;
    expect(captions).toMatchObject({ kind: 'subtitles', language: 'eng', format: 'webvtt' });
    allOf(movie, 'video', bytes);
    expect(cuesIn(bytes, captions!).map(({ startSeconds, text }) => [startSeconds, text])).toEqual([
      [0, 'one'],
      [1, 'zwei ß'],
      [3, 'four'],
      [4, 'five'],
      [5, 'six'],
    ]);
  });

  test('of TTML count by the clock of their track', async () => {
    const document = (seconds: number) =>
      new TextEncoder().encode(
        `<tt xmlns="http://www.w3.org/ns/ttml"><body><div><p begin="${seconds}.25s" end="${seconds}.75s">at ${seconds}</p></div></body></tt>`,
      );
    const samples = [0, 1, 2, 3, 4, 5].map((second) => document(5000 + second));
    const tracks = [...parts(), textTrack('stpp', samples)];
    const bytes = plain(tracks, { startSeconds: [5000, 5000, 5000] });
    const { movie } = await opened(bytes);
    allOf(movie, 'video', bytes);
    const cues = cuesIn(bytes, movie.textTracks![0]!);
    expect(cues).toHaveLength(6);
    expect(cues[3]).toMatchObject({ startSeconds: 3.25, endSeconds: 3.75, text: 'at 5003' });
  });

  test('that are damaged stop no film', async () => {
    const tracks = [...parts(), textTrack('wvtt', [concatenate([uint32(7), said('broken')])])];
    const bytes = plain(tracks);
    const { movie } = await opened(bytes);
    expect(allOf(movie, 'video', bytes).at(-1)!.endSeconds).toBeCloseTo(6, 1);
    expect(cuesIn(bytes, movie.textTracks![0]!)).toEqual([]);
  });
});
