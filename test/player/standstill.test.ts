import { expect, test } from 'vitest';
import { Standstill } from '../../src/player/standstill';

const video = { currentTime: 3, readyState: 2, paused: false, seeking: false, ended: false };
const waiting = { video, hasBegun: true, bufferedSeconds: 0, isOnline: true, bytesPerSecond: 0 };

test.each([
  [{}, 'network/connect-timeout'],
  [{ bytesPerSecond: 20_000 }, 'network/slow'],
  [{ isOnline: false }, 'network/offline'],
  [{ bufferedSeconds: 30, isOnline: false }, 'playback/stuck'],
  [{ video: { ...video, seeking: true, readyState: 1 } }, 'network/connect-timeout'],
  [{ video: { ...video, seeking: true, paused: true }, bufferedSeconds: 30 }, 'playback/stuck'],
  [{ video: { ...video, paused: true, readyState: 1 }, hasBegun: false }, 'network/connect-timeout'],
])('a picture that is waited for long has a reason: %o', (some, code) => {
  const scene = { ...waiting, ...some };
  const standstill = new Standstill();
  expect(standstill.reason(scene, 0)).toBeNull();
  expect(standstill.reason(scene, 4_900)).toBeNull();
  expect(standstill.reason(scene, 5_100)?.code).toBe(code);
  const moved = { ...scene, video: { ...scene.video, currentTime: 3.1 } };
  expect(standstill.reason(moved, 5_200)).toBeNull();
});

test.each([
  ['has paused', { paused: true }, true],
  ['may start', { paused: true, readyState: 4 }, false],
  ['has seen to its end', { ended: true }, true],
])('a film that the viewer %s needs none', (_, some, hasBegun) => {
  const standstill = new Standstill();
  for (const nowMs of [0, 10_000, 20_000]) {
    const scene = { ...waiting, hasBegun, video: { ...video, ...some } };
    expect(standstill.reason(scene, nowMs)).toBeNull();
  }
  expect(standstill.reason(waiting, 21_000)).toBeNull();
  expect(standstill.reason(waiting, 27_000)).not.toBeNull();
});
