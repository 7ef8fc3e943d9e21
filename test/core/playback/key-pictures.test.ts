import { expect, test } from 'vitest';
import { byteRange } from '../../../src/core/bytes/range';
import { RangeSet } from '../../../src/core/bytes/range-set';
import type { Fragment } from '../../../src/core/movie';
import { KeyPictures } from '../../../src/core/playback/key-pictures';
import { fakeTrack } from './fake-movie';

/** Ten pictures a second; which of them can be decoded by themselves, and how big each is. */
function pictures(isSync: (picture: number) => boolean, bytes = 100) {
  const samples = Array.from({ length: 600 }, (_, picture) => ({
    startSeconds: picture / 10,
    endSeconds: (picture + 1) / 10,
    range: byteRange(bytes * picture, bytes * (picture + 1)),
    isSync: isSync(picture),
  }));
  const track = fakeTrack(1, 'video', samples);
  let inHand = new RangeSet([]);
  const file = {
    has: (range: Fragment['ranges'][number]) => inHand.has(range),
    take: ({ start, endExclusive }: Fragment['ranges'][number]) => new Uint8Array(endExclusive - start),
  };
  const has = (fromSeconds: number, untilSeconds: number) => {
    inHand = new RangeSet([byteRange(10 * bytes * fromSeconds, 10 * bytes * untilSeconds)]);
  };
  const keys = new KeyPictures(track, file);
  /** Half a second at a time; what was fed is dropped. */
  const feed = (fromSeconds: number, untilSeconds: number) => {
    const cursor = track.seek(fromSeconds);
    for (let next = cursor.next(0.4); next && next.startSeconds < untilSeconds; next = cursor.next(0.4)) {
      has(next.startSeconds, next.endSeconds);
      keys.fed(next);
    }
    inHand = new RangeSet([]);
  };
  return { keys, has, feed };
}
const everyThirdSecond = (picture: number) => picture % 30 === 0;

test('a picture is the last that can be decoded by itself, where its bytes are in hand', () => {
  const { keys, has } = pictures(everyThirdSecond);
  expect(keys.at(7)).toBeNull();
  has(6, 6.1);
  expect(keys.at(7)).toMatchObject({ startSeconds: 6, bytes: { length: 100 } });
  expect(keys.at(9)).toBeNull();
});

test('what was fed and dropped has pictures still', () => {
  const { keys, feed } = pictures(everyThirdSecond);
  feed(12, 30);
  expect(keys.at(20)).toMatchObject({ startSeconds: 18 });
  expect(keys.at(11)).toBeNull();
  expect(keys.at(40)).toBeNull();
});

test('where every picture can be decoded by itself, some are kept, the nearest is shown, and the latest stay', () => {
  const { keys, feed } = pictures(() => true, 1_000_000);
  feed(0, 60);
  expect(keys.at(10)).toBeNull();
  const shown = keys.at(58);
  expect(shown?.startSeconds).toBeGreaterThan(56);
  expect(shown?.startSeconds).toBeLessThanOrEqual(58);
});
