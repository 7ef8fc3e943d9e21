import { expect, test } from 'vitest';
import { type ByteRange, byteRange } from '../../../src/core/bytes/range';
import { RangeSet } from '../../../src/core/bytes/range-set';
import type { MovieTrack } from '../../../src/core/movie';
import { KeptSounds } from '../../../src/core/playback/kept-sounds';
import { fakeTrack } from './fake-movie';

/** A sound of tenths of a second of 100 bytes, each 1000 bytes after the one before. */
const sound = (id: number, from: number, firstSample = 0): MovieTrack =>
  fakeTrack(
    id,
    'audio',
    Array.from({ length: 1200 - firstSample }, (_, n) => ({
      startSeconds: (n + firstSample) / 10,
      endSeconds: (n + firstSample + 1) / 10,
      range: byteRange(from + 1000 * n, from + 1000 * n + 100),
      isSync: true,
    })),
  );

/** A file of which some bytes are in hand. */
function passing(...ranges: ByteRange[]) {
  const inHand = new RangeSet(ranges);
  return {
    has: (range: ByteRange) => inHand.has(range),
    take: ({ start, endExclusive }: ByteRange) => new Uint8Array(endExclusive - start).fill(start % 251),
  };
}
const nothing = passing();
const all = passing(byteRange(0, 2_000_000));
const bytesAt = (track: MovieTrack, seconds: number) => track.seek(seconds).next(0.1)!.ranges[0]!;

test('what came along stays when it is dropped, until it was played long ago', () => {
  const [one, other] = [sound(1, 0), sound(2, 500)];
  const kept = new KeptSounds([one, other]);
  kept.keep(all, 0);
  kept.keep(nothing, 0);
  for (const track of [one, other]) {
    expect(kept.has(bytesAt(track, 30))).toBe(true);
    expect(kept.has(bytesAt(track, 60))).toBe(false);
  }
  expect(kept.read(bytesAt(other, 3))).toEqual(all.take(bytesAt(other, 3)));
  kept.keep(nothing, 30);
  expect(kept.has(bytesAt(one, 8))).toBe(false);
  expect(kept.has(bytesAt(one, 12))).toBe(true);
  kept.keep(nothing, 12);
  expect(kept.has(bytesAt(one, 12))).toBe(true);
});

test('what comes later is kept too, and nothing is where nothing came', () => {
  const track = sound(1, 0);
  const kept = new KeptSounds([track]);
  kept.keep(nothing, 0);
  expect(kept.has(bytesAt(track, 5))).toBe(false);
  kept.keep(passing(bytesAt(track, 5), bytesAt(track, 5.1)), 0);
  kept.keep(all, 4);
  expect(kept.has(bytesAt(track, 5))).toBe(true);
  expect(kept.has(bytesAt(track, 38))).toBe(true);
});

test('a seek begins anew, either way', () => {
  const track = sound(1, 0);
  const kept = new KeptSounds([track]);
  kept.keep(all, 50);
  expect(kept.has(bytesAt(track, 60))).toBe(true);
  for (const seconds of [10, 100]) {
    kept.keep(nothing, seconds);
    expect(kept.has(bytesAt(track, 60))).toBe(false);
    kept.keep(all, seconds);
    expect(kept.has(bytesAt(track, seconds + 5))).toBe(true);
  }
});

test('a sound that begins late is kept from there on', () => {
  const track = sound(1, 0, 100);
  const kept = new KeptSounds([track]);
  kept.keep(all, 0);
  for (const seconds of [0.2, 0.4, 5]) kept.keep(nothing, seconds);
  expect(kept.has(bytesAt(track, 12))).toBe(true);
});
