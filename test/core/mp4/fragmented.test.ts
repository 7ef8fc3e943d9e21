import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { filmBytes, recipes } from './films';
import {
  endOf,
  everyWay,
  fragmented,
  nextOf,
  opened,
  type Sample,
  samplesFrom,
  samplesOf,
  type WayToFragment,
} from './fragmented-films';
import { changed } from './moov-bytes';
import { remux } from './whole-track';

/** Whatever ffmpeg moves all times by when it writes a film anew. */
const fromFirst = (samples: readonly Sample[]) =>
  samples.map((sample) => ({
    ...sample,
    decodeTicks: sample.decodeTicks - samples[0]!.decodeTicks,
    presentationTicks: sample.presentationTicks - samples[0]!.presentationTicks,
  }));

/** Of sound, ffmpeg writes fragments of single samples with wrong times. */
const recipeOf = (way: WayToFragment) => (way === 'everyFrame' ? recipes.videoOnly : recipes.faststart);

describe('a fragmented film is the film it was made of', () => {
  test.each(everyWay)('%s', { timeout: 60_000 }, async (way) => {
    const flat = filmBytes(recipeOf(way));
    const bytes = fragmented(way, recipeOf(way));
    const whole = (await opened(flat)).movie;
    const { movie } = await opened(bytes);
    const offsetSeconds = ['hybrid', 'emptyMoov'].includes(way) ? 0.08 : 0;
    // Some lack the edit list that takes the composition delay of two pictures back.
    expect(endOf(movie, bytes) - whole.durationSeconds).toBeCloseTo(offsetSeconds, 2);
    expect(Math.abs(movie.durationSeconds - whole.durationSeconds)).toBeLessThan(1);
    expect(movie.tracks.map(({ mimeType }) => mimeType)).toEqual(
      whole.tracks.map(({ mimeType }) => mimeType),
    );
    for (const [index, track] of movie.tracks.entries()) {
      const expected = samplesFrom(whole.tracks[index]!, flat, 0);
      const samples = samplesFrom(track, bytes, 0);
      // Without that edit list the sound coder's priming is played too.
      const primed = offsetSeconds > 0 && track.kind === 'audio' ? 1 : 0;
      expect(fromFirst(samples.slice(primed))).toEqual(fromFirst(expected));
      expect(Math.abs(track.endSeconds - whole.tracks[index]!.endSeconds)).toBeLessThan(0.1);
    }
  });
});

describe('a seek', () => {
  /** Two minutes, 4 MB: a guess has room to be wrong. */
  const longFilm = recipes.faststart.replaceAll('d=6', 'd=120');

  const withoutBoxes = (bytes: Uint8Array, ...types: string[]) =>
    changed(bytes, (_, copy) => {
      const buffer = Buffer.from(copy.buffer);
      for (const type of types) {
        for (let at = buffer.indexOf(type); at >= 0; at = buffer.indexOf(type, at + 4))
          buffer.write('free', at);
      }
    });

  const films: readonly [string, () => Uint8Array][] = [
    ['with mfra', () => fragmented('baseIsMoof', longFilm)],
    ['with sidx', () => fragmented('globalSidx', longFilm)],
    ['by looking for moofs', () => fragmented('noTrailer', longFilm)],
    [
      'from moof to moof, with no decode times',
      () => withoutBoxes(fragmented('noTrailer', longFilm), 'tfdt'),
    ],
    ['by mfra, with no decode times', () => withoutBoxes(fragmented('baseIsMoof', longFilm), 'tfdt')],
    ['in a fragment a track', () => withoutBoxes(fragmented('separateMoofs', longFilm), 'mfra')],
    [
      'in a fragment a picture',
      () => withoutBoxes(fragmented('everyFrame', recipes.videoOnly.replace('d=6', 'd=60')), 'mfra'),
    ],
    ['in small fragments', () => fragmented('dash', longFilm)],
  ];

  test('with a wrong index is exact all the same', async () => {
    const film = fragmented('baseIsMoof', longFilm);
    const buffer = Buffer.from(film.buffer, film.byteOffset);
    const bytes = changed(film, (view) => {
      const mfra = buffer.lastIndexOf('mfra') - 4;
      // The file was changed in its middle: every place is off.
      for (let at = mfra + 8 + 24; at < mfra + 8 + 24 + 19 * 100; at += 19) {
        view.setUint32(at + 12, view.getUint32(at + 12) - 1000);
      }
    });
    const [video] = (await opened(bytes)).movie.tracks;
    expect(nextOf(video!.seek(60.5), bytes, 0.1)!.startSeconds).toBe(60);
    expect(nextOf(video!.seek(20), bytes, 0.1)!.startSeconds).toBe(20);
  });

  test.each(films)('%s is exact', { timeout: 120_000 }, async (_, make) => {
    const bytes = make();
    const { tracks } = (await opened(bytes)).movie;
    const whole = tracks.map((track) => samplesFrom(track, bytes, 0));
    const seconds = fc.double({ min: 0, max: 125, noNaN: true });
    await fc.assert(
      fc.asyncProperty(fc.array(seconds, { minLength: 1, maxLength: 4 }), async (places) => {
        const { movie } = await opened(bytes);
        for (const place of places) {
          for (const [index, track] of movie.tracks.entries()) {
            const cursor = track.seek(place);
            const first = nextOf(cursor, bytes, 0.5)!;
            const { presentationTicks, hash } = samplesOf(remux(bytes, track, [first]))[0]!;
            const all = whole[index]!;
            const timescale = presentationTicks / first.startSeconds || 1;
            const expected = all.findLast(
              (each) => each.isSync && each.presentationTicks / timescale <= place + 1e-9,
            );
            if (presentationTicks > 0) expect(hash).toBe(expected!.hash);
          }
        }
      }),
      { numRuns: 40 },
    );
  });
});
