import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { byteLength, byteRange } from '../../../src/core/bytes/range';
import { RangeSet } from '../../../src/core/bytes/range-set';
import type { Fragment, FragmentCursor, MovieTrack } from '../../../src/core/movie';
import { Cover } from '../../../src/core/playback/cover';
import { PlayPlan } from '../../../src/core/playback/play-plan';
import { type FilmShape, fakeFilm, fakeTrack } from './fake-movie';

const bytesOf = (fragment: Fragment) => fragment.ranges.reduce((sum, range) => sum + byteLength(range), 0);

const filmShape: fc.Arbitrary<FilmShape> = fc.record({
  seconds: fc.integer({ min: 1, max: 40 }),
  videoBytesPerSecond: fc.integer({ min: 1_000, max: 400_000 }),
  audioBytesPerSecond: fc.integer({ min: 1_000, max: 20_000 }),
  interleaveSeconds: fc.constantFrom(0.2, 0.5, 1, 7, 100),
  gopSeconds: fc.constantFrom(0.04, 1, 5, 100),
});

const options = fc.record({
  blockSize: fc.integer({ min: 20_000, max: 2_000_000 }),
  blocksAhead: fc.integer({ min: 0, max: 3 }),
});

const someFilmShape: FilmShape = {
  seconds: 20,
  videoBytesPerSecond: 100_000,
  audioBytesPerSecond: 10_000,
  interleaveSeconds: 0.5,
  gopSeconds: 2,
};
const someFilm = fakeFilm(someFilmShape);
const usual = { blockSize: 500_000, blocksAhead: 2 };
const tight = { blockSize: 200_000, blocksAhead: 1 };

/** The next fragment of the track that is least far: what a stage with room everywhere would take. */
function nextFragment(plan: PlayPlan): Fragment | undefined {
  const nexts = [1, 2].flatMap((id) => plan.nextOf(id) ?? []);
  return nexts.sort((a, b) => a.startSeconds - b.startSeconds)[0];
}

/** The fragments of a cursor as another track's. */
const ofTrack = (trackId: number, cursor: FragmentCursor): FragmentCursor => ({
  next(...args) {
    const fragment = cursor.next(...args);
    return fragment && { ...fragment, trackId };
  },
});

/** Feeds all there is, each track's fragments in order. */
function* fedWhole(plan: PlayPlan, trackIds: readonly number[]): Generator<Fragment> {
  for (;;) {
    const nexts = trackIds.flatMap((id) => plan.nextOf(id) ?? []);
    const next = nexts.sort((a, b) => a.startSeconds - b.startSeconds)[0];
    if (!next) return;
    plan.fed(next);
    yield next;
  }
}

describe('the plan of what to play', () => {
  test('feeds every sample from the place sought, once each and in order, to the end', () => {
    const check = (shape: FilmShape, limits: { blockSize: number; blocksAhead: number }, part: number) => {
      const { tracks } = fakeFilm(shape);
      const start = shape.seconds * part;
      const plan = new PlayPlan(tracks, limits, start);
      const fed: Record<number, Fragment[]> = { 1: [], 2: [] };
      for (let next = nextFragment(plan); next; next = nextFragment(plan)) {
        expect(plan.isFed).toBe(false);
        fed[next.trackId]!.push(next);
        plan.fed(next);
      }
      expect(plan.isFed).toBe(true);
      expect(plan.fedEndSeconds).toBe(Infinity);
      expect(plan.needs(start).ranges).toEqual([]);
      for (const track of tracks) {
        const whole = track.seek(start).next(Infinity)!;
        const fragments = fed[track.id]!;
        expect(
          fragments.flatMap(({ ranges }) => ranges).reduce((sum, range) => sum + byteLength(range), 0),
        ).toBe(bytesOf(whole));
        expect(new RangeSet(fragments.flatMap(({ ranges }) => ranges)).ranges).toEqual(
          new RangeSet(whole.ranges).ranges,
        );
        const starts = fragments.map(({ startSeconds }) => startSeconds);
        expect(starts).toEqual(starts.toSorted((a, b) => a - b));
      }
    };
    fc.assert(fc.property(filmShape, options, fc.double({ min: 0, max: 0.99, noNaN: true }), check));
  }, 60_000);

  test('asks for more the more was fed: at a start and a seek the processor has a frame to make', () => {
    const { tracks } = fakeFilm({ ...someFilmShape, videoBytesPerSecond: 2_000_000 });
    const plan = new PlayPlan(tracks, { blockSize: 8_000_000, blocksAhead: 2 }, 4);
    const needed = () => new RangeSet(plan.needs(4).ranges).byteLength;
    const first = needed();
    expect(first).toBeLessThan(1_500_000);
    let fed = 0;
    while (needed() < 16_000_000) {
      const next = nextFragment(plan)!;
      plan.fed(next);
      fed += bytesOf(next);
    }
    expect(fed).toBeLessThan(6_000_000);
  });

  test('never has more bytes to wait for than its blocks hold, but for one fragment, whatever changes', () => {
    const check = (
      shape: FilmShape,
      [first, ...others]: { blockSize: number; blocksAhead: number }[],
      playheadSeconds: number,
    ) => {
      const { tracks } = fakeFilm(shape);
      let limits = first!;
      const plan = new PlayPlan(tracks, limits);
      for (let next = nextFragment(plan); next; next = nextFragment(plan)) {
        const needed = new RangeSet(plan.needs(playheadSeconds).ranges).byteLength;
        expect(needed).toBeGreaterThan(0);
        if (needed > (limits.blocksAhead + 1) * limits.blockSize) {
          const alone = new Cover();
          alone.add(next.ranges);
          expect(needed).toBe(alone.byteLength);
        }
        const change = others.pop();
        if (change) {
          limits = change;
          plan.setOptions(limits);
        }
        plan.fed(next);
      }
      expect(plan.isFed).toBe(true);
    };
    const changes = fc.array(options, { minLength: 1, maxLength: 10 });
    fc.assert(fc.property(filmShape, changes, fc.double({ min: 0, max: 40, noNaN: true }), check));
  }, 60_000);

  test('plans as far as its blocks reach, but for the fragment that does not fit', () => {
    const planned = new RangeSet(new PlayPlan(someFilm.tracks, tight).needs(0).ranges).byteLength;
    expect(planned).toBeGreaterThan(400_000 - 100_000);
    expect(planned).toBeLessThanOrEqual(400_000);
  });

  test('cuts fragments of at most a quarter of what may be planned, where samples are small enough', () => {
    const check = (shape: FilmShape, limits: { blockSize: number; blocksAhead: number }) => {
      const { tracks } = fakeFilm(shape);
      const plan = new PlayPlan(tracks, limits);
      const sampleBytes = { 1: shape.videoBytesPerSecond * 0.04, 2: shape.audioBytesPerSecond * 0.02 };
      for (let next = nextFragment(plan); next; next = nextFragment(plan)) {
        const largest = ((limits.blocksAhead + 1) * limits.blockSize) / 4;
        const oneSample = Math.max(1, Math.round(sampleBytes[next.trackId as 1 | 2]));
        expect(bytesOf(next)).toBeLessThanOrEqual(Math.max(largest, oneSample));
        plan.fed(next);
      }
    };
    fc.assert(fc.property(filmShape, options, check), { numRuns: 50 });
  }, 60_000);

  test('plans a new block only when one is used up', () => {
    const plan = new PlayPlan(someFilm.tracks, tight);
    const planned = () => new RangeSet(plan.needs(0).ranges).byteLength;
    let before = planned();
    while (planned() > 200_000) {
      plan.fed(nextFragment(plan)!);
      // What is left has shrunk to a block or less, and is filled up at once.
      if (planned() > before) break;
      before = planned();
    }
    expect(before).toBeLessThan(200_000 + 25_000);
    expect(planned()).toBeGreaterThan(400_000 - 100_000);
  });

  test('with no block ahead, begins the next one before this one is used up', () => {
    const plan = new PlayPlan(someFilm.tracks, { blockSize: 400_000, blocksAhead: 0 });
    while (plan.fedEndSeconds < 10) {
      expect(new RangeSet(plan.needs(0).ranges).byteLength).toBeGreaterThan(200_000 - 100_000);
      plan.fed(nextFragment(plan)!);
    }
  });

  test('with less room needs less, and what it had planned again when there is room', () => {
    const plan = new PlayPlan(someFilm.tracks, usual);
    const before = plan.needs(0).ranges;
    plan.setOptions(tight);
    expect(new RangeSet(plan.needs(0).ranges).byteLength).toBeLessThanOrEqual(400_000);
    const appending = nextFragment(plan)!;
    plan.setOptions(usual);
    expect(plan.needs(0).ranges).toEqual(before);
    plan.fed(appending);
    expect(nextFragment(plan)).not.toBe(appending);
  });

  test('needs are in playing order, though the sound lies at the far end of the file', () => {
    const { tracks } = fakeFilm({
      seconds: 20,
      videoBytesPerSecond: 200_000,
      audioBytesPerSecond: 10_000,
      interleaveSeconds: 100,
      gopSeconds: 2,
    });
    const { ranges, urgentCount } = new PlayPlan(tracks, usual).needs(0);
    const soundStart = tracks[1]!.seek(0).next(0.1)!.ranges[0]!.start;
    const urgent = new RangeSet(ranges.slice(0, urgentCount));
    expect(urgent.has(byteRange(1_000, 1_000 + 0.12 * 200_000))).toBe(true);
    expect(urgent.has(byteRange(soundStart, soundStart + 1_000))).toBe(true);
    // All of the picture must not come before the sound.
    const soundAt = ranges.findIndex(({ start }) => start >= soundStart);
    const pictureBefore = ranges.slice(0, soundAt).reduce((sum, range) => sum + byteLength(range), 0);
    expect(pictureBefore).toBeLessThan(600_000);
  });

  test('what starts within 0.1 s of the playhead is urgent, and only that', () => {
    const plan = new PlayPlan(someFilm.tracks, usual);
    const urgentBytes = ({ ranges, urgentCount }: ReturnType<PlayPlan['needs']>) =>
      new RangeSet(ranges.slice(0, urgentCount)).byteLength;
    expect(urgentBytes(plan.needs(0))).toBeGreaterThanOrEqual(0.1 * 110_000 * 0.9);
    expect(urgentBytes(plan.needs(0))).toBeLessThanOrEqual((0.1 + 1) * 110_000);
    while (plan.fedEndSeconds < 5) plan.fed(nextFragment(plan)!);
    expect(plan.needs(0).urgentCount).toBe(0);
    expect(plan.needs(0).secondsFed).toBeGreaterThanOrEqual(5);
    expect(plan.needs(100).secondsFed).toBe(0);
  });

  test('the first fragments after a seek are small', () => {
    const plan = new PlayPlan(someFilm.tracks, usual, 6);
    const first = plan.nextOf(1)!;
    expect(first.startSeconds).toBeCloseTo(6, 6);
    expect(first.endSeconds - first.startSeconds).toBeLessThanOrEqual(0.2);
  });

  test('film that was fed counts from the track that is least ahead', () => {
    const plan = new PlayPlan(someFilm.tracks, usual);
    while ((plan.fedEndOf(1) ?? 0) < 3) plan.fed(plan.nextOf(1)!);
    expect(plan.secondsFed(0)).toBe(0);
    while ((plan.fedEndOf(2) ?? 0) < 2) plan.fed(plan.nextOf(2)!);
    expect(plan.secondsFed(0)).toBeCloseTo(plan.fedEndOf(2), 6);
    expect(plan.secondsFed(1.5)).toBeCloseTo(plan.fedEndOf(2) - 1.5, 6);
  });

  test('a track that ends early does not hold back the other', () => {
    const sample = (start: number) => ({
      startSeconds: start,
      endSeconds: start + 1,
      range: byteRange(start * 100, start * 100 + 100),
      isSync: true,
    });
    const long = fakeTrack(1, 'video', [0, 1, 2, 3, 4, 5].map(sample));
    const short = fakeTrack(
      2,
      'audio',
      [10, 11].map((n) => ({ ...sample(n), startSeconds: n - 10, endSeconds: n - 9 })),
    );
    const plan = new PlayPlan([long, short], usual);
    while (plan.nextOf(2)) plan.fed(plan.nextOf(2)!);
    expect(plan.isFed).toBe(false);
    while (plan.nextOf(1)) plan.fed(plan.nextOf(1)!);
    expect(plan.isFed).toBe(true);
  });

  test('another sound in place of one is needed from the playhead on, and of the picture only what was', () => {
    const other = fakeFilm({ ...someFilmShape, videoBytesPerSecond: 0 }, 10_000_000).tracks[1]!;
    const sound: MovieTrack = { ...other, id: 3, seek: (seconds) => ofTrack(3, other.seek(seconds)) };
    const check = (playhead: number, aheadSeconds: number) => {
      const plan = new PlayPlan(someFilm.tracks, usual);
      for (
        let next = nextFragment(plan);
        plan.fedEndSeconds < playhead + aheadSeconds;
        next = nextFragment(plan)
      ) {
        plan.fed(next!);
      }
      const picture = plan.nextOf(1);
      plan.replace(2, sound, playhead);
      expect(plan.nextOf(1)).toBe(picture);
      expect(plan.nextOf(2)).toBeUndefined();
      expect(plan.fedEndSeconds).toBe(playhead);
      const { ranges, urgentCount } = plan.needs(playhead);
      const urgent = new RangeSet(ranges.slice(0, urgentCount));
      for (const range of sound.seek(playhead).next(0.1)!.ranges) expect(urgent.has(range)).toBe(true);
      let endSeconds = playhead;
      for (const each of fedWhole(plan, [1, 3])) {
        if (each.trackId !== 3) continue;
        expect(each.startSeconds).toBeLessThanOrEqual(endSeconds + 0.02);
        endSeconds = each.endSeconds;
      }
      expect(endSeconds).toBeCloseTo(someFilmShape.seconds, 6);
      expect(plan.isFed).toBe(true);
    };
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 10, noNaN: true }),
        fc.double({ min: 0, max: 9, noNaN: true }),
        check,
      ),
      { numRuns: 30 },
    );
  });

  test('another sound where there is nothing else is planned no further than any', () => {
    const [, sound] = someFilm.tracks;
    const plan = new PlayPlan([sound!], tight);
    plan.replace(2, { ...sound!, id: 3, seek: (seconds) => ofTrack(3, sound!.seek(seconds)) }, 4);
    expect(plan.nextOf(3)!.startSeconds).toBeCloseTo(4, 6);
    expect(new RangeSet(plan.needs(4).ranges).byteLength).toBeLessThanOrEqual(400_000);
  });

  describe('how fast playing uses up bytes', () => {
    const rate = (plan: PlayPlan) => plan.needs(0).bytesPerSecond;

    test('is the sum over the tracks, however far each was fed', () => {
      const plan = new PlayPlan(someFilm.tracks, usual);
      expect(rate(plan)).toBeCloseTo(110_000, -3);
      while (plan.fedEndOf(1) < 3) plan.fed(plan.nextOf(1)!);
      expect(rate(plan)).toBeCloseTo(110_000, -3);
      // All that was planned of the sound is fed: its rate is the one it had.
      while (plan.nextOf(2)) plan.fed(plan.nextOf(2)!);
      expect(rate(plan)).toBeCloseTo(110_000, -3);
    });

    test('is that of what is ahead, not of the whole film', () => {
      const samples = Array.from({ length: 1_000 }, (_, n) => {
        const start = n * 1_000 + Math.max(0, n - 500) * 9_000;
        const bytes = n < 500 ? 1_000 : 10_000;
        return {
          startSeconds: n / 25,
          endSeconds: (n + 1) / 25,
          range: byteRange(start, start + bytes),
          isSync: true,
        };
      });
      const track = fakeTrack(1, 'video', samples);
      expect(rate(new PlayPlan([track], tight))).toBeCloseTo(25_000, -3);
      expect(rate(new PlayPlan([track], tight, 25))).toBeCloseTo(250_000, -4);
    });

    test('no longer counts a track that is over, and is unknown at the end', () => {
      const { tracks } = fakeFilm({
        seconds: 4,
        videoBytesPerSecond: 100_000,
        audioBytesPerSecond: 10_000,
        interleaveSeconds: 0.5,
        gopSeconds: 2,
      });
      const plan = new PlayPlan(tracks, usual);
      while (plan.nextOf(2)) plan.fed(plan.nextOf(2)!);
      expect(rate(plan)).toBeCloseTo(100_000, -3);
      while (plan.nextOf(1)) plan.fed(plan.nextOf(1)!);
      expect(rate(plan)).toBe(null);
    });
  });
});
