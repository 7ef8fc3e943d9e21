import { expect, test } from 'vitest';
import { Standstill } from '../../src/player/standstill';

const waiting = { playheadSeconds: 3, isWanted: true, hasFilm: false, isOnline: true, bytesPerSecond: 0 };

test.each([
  [{}, 'network/connect-timeout'],
  [{ bytesPerSecond: 20_000 }, 'network/slow'],
  [{ isOnline: false }, 'network/offline'],
  [{ hasFilm: true, isOnline: false }, 'playback/stuck'],
])('a picture that stands for long has a reason: %o', (scene, code) => {
  const standstill = new Standstill();
  expect(standstill.reason({ ...waiting, ...scene }, 0)).toBeNull();
  expect(standstill.reason({ ...waiting, ...scene }, 4_900)).toBeNull();
  expect(standstill.reason({ ...waiting, ...scene }, 5_100)?.code).toBe(code);
  expect(standstill.reason({ ...waiting, ...scene, playheadSeconds: 3.1 }, 5_200)).toBeNull();
});

test('a film that the viewer has paused, or that is over, needs none', () => {
  const standstill = new Standstill();
  for (const nowMs of [0, 10_000, 20_000]) {
    expect(standstill.reason({ ...waiting, isWanted: false }, nowMs)).toBeNull();
  }
  expect(standstill.reason(waiting, 21_000)).toBeNull();
  expect(standstill.reason(waiting, 27_000)).not.toBeNull();
});
