import { describe, expect, test } from 'vitest';
import { byteLength, contains } from '../../../src/core/bytes/range';
import { RangeSet } from '../../../src/core/bytes/range-set';
import type { Fragment } from '../../../src/core/movie';
import { PlayPlan } from '../../../src/core/playback/play-plan';
import { takeApart } from '../../media/mux/take-apart';
import { ftyp, inMemory } from '../../media/mux/write-film';
import { fragmentsOf, writeFragmented } from '../../media/mux/write-fragments';
import { filmBytes, recipes } from '../mp4/films';
import { everyWay, fragmented, nextOf, opened } from '../mp4/fragmented-films';

const budget = { blockSize: 200_000, blocksAhead: 1 };

/** Feeds all of a film, reading its index as the plan asks for it. */
function feedAll(
  plan: PlayPlan,
  file: Uint8Array,
  trackIds: readonly number[],
  asked: () => void,
): Fragment[] {
  const fed: Fragment[] = [];
  for (;;) {
    asked();
    if (plan.unread) {
      plan.read(file.subarray(plan.unread.start, plan.unread.endExclusive));
      continue;
    }
    const nexts = trackIds.flatMap((id) => plan.nextOf(id) ?? []);
    const next = nexts.sort((a, b) => a.startSeconds - b.startSeconds)[0];
    if (!next) return fed;
    plan.fed(next);
    fed.push(next);
  }
}

describe('a plan of a film whose index lies among it', () => {
  test.each(everyWay)(
    '%s: feeds every byte once, never asking for more than its blocks hold',
    async (way) => {
      const file = fragmented(way, recipes.faststart);
      const { tracks } = (await opened(file)).movie;
      const plan = new PlayPlan(tracks, budget);
      const fed = feedAll(
        plan,
        file,
        tracks.map(({ id }) => id),
        () => {
          const { ranges } = plan.needs(0);
          if (plan.unread) expect(ranges.some((range) => contains(range, plan.unread!))).toBe(true);
          expect(new RangeSet(ranges).byteLength).toBeLessThanOrEqual(400_000 + 64 * 1024);
        },
      );
      expect(plan.isFed).toBe(true);
      expect(plan.flaw).toBeNull();
      const ranges = fed.flatMap((fragment) => fragment.ranges);
      const bytes = ranges.reduce((sum, range) => sum + byteLength(range), 0);
      expect(new RangeSet(ranges).byteLength).toBe(bytes);
      expect(bytes).toBeGreaterThan(0.9 * file.byteLength - 40_000);
    },
  );

  test('waits right now for what must be read at the place sought, and goes on beyond it meanwhile', async () => {
    const file = fragmented('baseIsMoof', recipes.faststart);
    const { tracks } = (await opened(file)).movie;
    const plan = new PlayPlan(tracks, budget, 3.5);
    const { ranges, urgentCount } = plan.needs(3.5);
    expect(ranges.slice(0, urgentCount)).toEqual([plan.unread]);
    expect(ranges.at(-1)!.start).toBe(plan.unread!.endExclusive);
    plan.read(file.subarray(plan.unread!.start, plan.unread!.endExclusive));
    expect(plan.nextOf(tracks[0]!.id)!.startSeconds).toBeCloseTo(3, 6);
  });

  test('goes on with the picture while nobody knows whether there is more sound', async () => {
    const sound = '-f lavfi -i sine=d=2 -c:a flac -strict -2';
    const tracks = [recipes.videoOnly.replace('d=6', 'd=30'), sound].map(
      (recipe) => takeApart(filmBytes(recipe))[0]!,
    );
    const layout = [ftyp('iso6'), 'moov' as const, ...fragmentsOf(tracks, 1)];
    const file = inMemory(writeFragmented({ tracks, layout }));
    const { movie } = await opened(file);
    // Somebody was at second 20 before.
    const cursor = movie.tracks[0]!.seek(0);
    while ((nextOf(cursor, file, 1)?.endSeconds ?? 0) < 20);
    const plan = new PlayPlan(movie.tracks, { blockSize: 8_000_000, blocksAhead: 2 });
    let fedSeconds = 0;
    for (let fed = true; fed; ) {
      const nexts = movie.tracks.flatMap(({ id }) => plan.nextOf(id) ?? []);
      for (const next of nexts) {
        plan.fed(next);
        fedSeconds = Math.max(fedSeconds, next.endSeconds);
      }
      fed = nexts.length > 0;
    }
    expect(plan.unread).not.toBeNull();
    expect(fedSeconds).toBeGreaterThan(10);
  });
});
