import { expect, test } from 'vitest';
import { byteLength } from '../../../src/core/bytes/range';
import { RangeSet } from '../../../src/core/bytes/range-set';
import type { Fragment, MovieTrack } from '../../../src/core/movie';
import { openMovie } from '../../../src/core/mp4/open-movie';
import { filmBytes, recipes } from './films';
import { memorySource } from './memory-source';
import { fragmentsOf } from './whole-track';

const bytesOf = ({ ranges }: Fragment) => ranges.reduce((sum, range) => sum + byteLength(range), 0);

function smallFragments(track: MovieTrack, maxBytes: number): Fragment[] {
  const cursor = track.seek(0);
  const fragments: Fragment[] = [];
  for (let next = cursor.next(Infinity, maxBytes); next; next = cursor.next(Infinity, maxBytes)) {
    fragments.push(next);
  }
  return fragments;
}

/** The largest fragment that cannot be cut any smaller. */
const smallestCut = (track: MovieTrack) => Math.max(...fragmentsOf(track, 0).map(bytesOf));

test.each(['noBFrames', 'intraOnly', 'audioOnly', 'faststart'] as const)(
  'fragments of %s keep to a number of bytes, and hold the same samples',
  async (name) => {
    const { tracks } = await openMovie(memorySource(filmBytes(recipes[name])));
    for (const track of tracks) {
      const maxBytes = 2 * smallestCut(track);
      // With B-frames a fragment ends where the next group of pictures shown together does.
      const bound = maxBytes + (name === 'faststart' ? smallestCut(track) : 0);
      const fragments = smallFragments(track, maxBytes);
      for (const fragment of fragments) expect(bytesOf(fragment)).toBeLessThanOrEqual(bound);
      const whole = smallFragments(track, Infinity);
      expect(whole).toHaveLength(1);
      expect(fragments.length).toBeGreaterThanOrEqual(bytesOf(whole[0]!) / bound);
      expect(fragments.reduce((sum, fragment) => sum + bytesOf(fragment), 0)).toBe(bytesOf(whole[0]!));
      expect(new RangeSet(fragments.flatMap(({ ranges }) => ranges)).ranges).toEqual(
        new RangeSet(whole[0]!.ranges).ranges,
      );
    }
  },
);
