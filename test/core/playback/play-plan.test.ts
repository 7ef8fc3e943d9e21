import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { byteLength, byteRange } from '../../../src/core/bytes/range';
import { RangeSet } from '../../../src/core/bytes/range-set';
import type { Fragment } from '../../../src/core/movie';
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

const someFilm = fakeFilm({
  seconds: 20,
  videoBytesPerSecond: 100_000,
  audioBytesPerSecond: 10_000,
  interleaveSeconds: 0.5,
  gopSeconds: 2,
});
const usual = { blockSize: 500_000, blocksAhead: 2 };

/** The next fragment of the track that is least far: what a stage with room everywhere would take. */
function nextFragment(plan: PlayPlan): Fragment | undefined {
  const nexts = [1, 2].flatMap((id) => plan.nextOf(id) ?? []);
  return nexts.sort((a, b) => a.startSeconds - b.startSeconds)[0];
}

const neededBytes = (plan: PlayPlan): number => new RangeSet(plan.needs(0).ranges).byteLength;

/** Past the start, where no more is planned than a multiple of what was fed. */
function fedTo(seconds: number, plan: PlayPlan): PlayPlan {
  while (plan.fedEndSeconds < seconds) plan.fed(nextFragment(plan)!);
  return plan;
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

  test('reads ahead by whole blocks and never further', () => {
    const check = (shape: FilmShape, limits: { blockSize: number; blocksAhead: number }) => {
      const { tracks } = fakeFilm(shape);
      const plan = new PlayPlan(tracks, limits);
      const largest = Math.max(shape.videoBytesPerSecond, shape.audioBytesPerSecond) * 1.1 + 20;
      const bound = (limits.blocksAhead + 1) * limits.blockSize + largest;
      // What is fetched that nobody asked for: small holes between what is needed.
      for (let next = nextFragment(plan); next; next = nextFragment(plan)) {
        const { byteLength: needed } = new RangeSet(plan.needs(0).ranges);
        const { byteLength: rest } = new RangeSet(
          tracks.flatMap((track) => unfed(track.seek(0).next(Infinity)!, plan)),
        );
        expect(needed).toBeGreaterThan(0);
        expect(Math.min(needed, rest)).toBeLessThanOrEqual(bound + 32 * 1024 * plan.needs(0).ranges.length);
        plan.fed(next);
      }
    };
    // Holes blur the count of needed bytes: a film without any shows the bound exactly.
    const whole = filmShape.map((shape) => ({ ...shape, interleaveSeconds: 0.2, gopSeconds: 1 }));
    fc.assert(fc.property(whole, options, check), { numRuns: 50 });
  }, 60_000);

  test('plans exactly as far as its blocks reach', () => {
    const plan = new PlayPlan(someFilm.tracks, { blockSize: 80_000, blocksAhead: 1 });
    expect(neededBytes(plan)).toBeGreaterThanOrEqual(160_000);
    expect(neededBytes(plan)).toBeLessThanOrEqual(160_000 + 50_000);
  });

  test('at first no more than the first frames ask for, and then as much as was fed lets hope for', () => {
    const plan = new PlayPlan(someFilm.tracks, usual);
    expect(neededBytes(plan)).toBeGreaterThanOrEqual(2 * 110_000);
    expect(neededBytes(plan)).toBeLessThanOrEqual(3 * 110_000);
    fedTo(1, plan);
    expect(neededBytes(plan)).toBeGreaterThanOrEqual(2.5 * 110_000);
    fedTo(4, plan);
    expect(neededBytes(plan)).toBeGreaterThanOrEqual(1_000_000);
  });

  test('plans a new block only when one is used up', () => {
    const plan = fedTo(2, new PlayPlan(someFilm.tracks, { blockSize: 200_000, blocksAhead: 1 }));
    const before = neededBytes(plan);
    plan.fed(nextFragment(plan)!);
    expect(neededBytes(plan)).toBeLessThan(before);
    while (neededBytes(plan) < before) plan.fed(nextFragment(plan)!);
    expect(neededBytes(plan)).toBeGreaterThanOrEqual(400_000);
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

  test('what starts within 0.3 s of the playhead is urgent, and only that', () => {
    const plan = new PlayPlan(someFilm.tracks, usual);
    const urgentBytes = ({ ranges, urgentCount }: ReturnType<PlayPlan['needs']>) =>
      new RangeSet(ranges.slice(0, urgentCount)).byteLength;
    expect(urgentBytes(plan.needs(0))).toBeGreaterThanOrEqual(0.3 * 110_000 * 0.9);
    expect(urgentBytes(plan.needs(0))).toBeLessThanOrEqual((0.3 + 1) * 110_000);
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
    while ((plan.fedEndOf(1) ?? 0) < 1.5) plan.fed(plan.nextOf(1)!);
    expect(plan.secondsFed(0)).toBe(0);
    while ((plan.fedEndOf(2) ?? 0) < 1) plan.fed(plan.nextOf(2)!);
    expect(plan.secondsFed(0)).toBeCloseTo(plan.fedEndOf(2), 6);
    expect(plan.secondsFed(0.5)).toBeCloseTo(plan.fedEndOf(2) - 0.5, 6);
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

  function unfed(whole: Fragment, plan: PlayPlan) {
    const first = plan.nextOf(whole.trackId)?.ranges[0]?.start ?? Infinity;
    return whole.ranges.filter(({ endExclusive }) => endExclusive > first);
  }
});
