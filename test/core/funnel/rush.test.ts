import { describe, expect, test } from 'vitest';
import { Rush } from '../../../src/core/funnel/rush';
import type { Viewing } from './simulated-player';
import { isAbsolute, onLanes } from './trouble';
import { filmOf, WatchedPlayer } from './watched-player';

/** A second of twelve connections, 50 ms away. */
const long = {
  waitingBytes: 1_200_000,
  connections: 12,
  connectionsMax: 24,
  bytesPerSecond: 100_000,
  roundTripMs: 50,
};
const over = { ...long, connections: 24, waitingBytes: 0 };

describe('a rush', () => {
  test('begins where somebody waits for much, and ends with the last of it', () => {
    const rush = new Rush();
    expect(rush.step(long)).toBe(24);
    expect(rush.step({ ...over, waitingBytes: 1 })).toBeNull();
    expect(rush.isOn).toBe(true);
    expect(rush.step(over)).toBe(12);
    expect(rush.isOn).toBe(false);
    expect(rush.step(long)).toBe(24);
  });

  test.each([
    ['for what is over before a new connection brings anything', { ...long, waitingBytes: 300_000 }],
    ['before it is known how fast one is', { ...long, bytesPerSecond: 0 }],
    ['where there is no room for more', { ...long, connectionsMax: 12 }],
    ['at a host that is left alone', { ...long, connections: 0 }],
    ['for nothing', { ...long, waitingBytes: 0 }],
  ])('does not begin %s', (_, scene) => {
    expect(new Rush().step(scene)).toBeNull();
  });

  test('was the last one where the connections only took from each other', () => {
    const rush = new Rush();
    rush.step(long);
    rush.step({ ...over, bytesPerSecond: 55_000 });
    expect(rush.step(long)).toBeNull();
  });
});

describe('a host that objects in a rush', () => {
  test('gets as many as before, and no rush again', () => {
    const rush = new Rush();
    expect(rush.objected(0)).toBeNull();
    rush.step(long);
    expect(rush.objected(1_000)).toBe(12);
    expect(rush.isOn).toBe(false);
    expect(rush.step(long)).toBeNull();
  });

  test('is heard once: what was sent along is refused along, what comes later is an objection of its own', () => {
    const rush = new Rush();
    rush.step(long);
    rush.objected(1_000);
    expect(rush.objected(1_050)).toBe(12);
    expect(rush.objected(2_000)).toBeNull();
  });
});

describe('a seek to a second into a group of pictures', () => {
  const film = filmOf(500_000);
  const begun = (viewing: Partial<Viewing> = {}) => new WatchedPlayer({ film, ...viewing }).pass(5_000);
  const seek = (watched: WatchedPlayer) => {
    watched.player.seek(302.8);
    watched.pass(5_000);
    const { atMs, frameAtMs } = watched.player.visits.at(-1)!;
    return (frameAtMs ?? Infinity) - atMs;
  };

  test('has more connections until its frame is there, and then as many as before', () => {
    const watched = begun();
    const plain = begun({ options: { connections: 12 } });
    expect(seek(watched)).toBeLessThan(0.75 * seek(plain));
    expect(watched.mostUnderWay).toBe(24);
    watched.pass(10_000);
    expect(watched.mostUnderWay).toBeLessThanOrEqual(12);
    expect(watched.learned).toEqual([]);
  });

  test('is no later where the host does without more', () => {
    const faultOf = onLanes(isAbsolute, { kind: 'status', status: 503 })(() => 0);
    const watched = begun({ faultOf });
    const plain = begun({ options: { connections: 12 } });
    expect(seek(watched)).toBeLessThan(1.2 * seek(plain));
    for (const each of [watched, plain]) each.pass(10_000);
    expect(watched.mostUnderWay).toBeLessThanOrEqual(12);
    expect(watched.player.stalledMs).toBeLessThanOrEqual(plain.player.stalledMs);
  });

  test('is tried once where a cap on all connections makes more of no use', () => {
    const watched = begun({ network: { hostBytesPerSecond: 1_200_000 } });
    seek(watched);
    watched.pass(10_000);
    watched.player.seek(122.8);
    watched.pass(5_000);
    expect(watched.mostUnderWay).toBe(12);
  });
});
