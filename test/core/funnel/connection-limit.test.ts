import { describe, expect, test } from 'vitest';
import { ConnectionLimit, connectionsAfter } from '../../../src/core/funnel/connection-limit';

describe('the connection limit', () => {
  test('begins at the most', () => {
    expect(new ConnectionLimit(12).value(0)).toBe(12);
  });

  test('is halved when the server objects, never below one', () => {
    const limit = new ConnectionLimit(12);
    limit.lowerTo(connectionsAfter('http/throttled', 11)!, 0);
    expect(limit.value(0)).toBe(6);
    for (let i = 0; i < 9; i++) limit.lowerTo(connectionsAfter('http/throttled', 0)!, 0);
    expect(limit.value(0)).toBe(1);
  });

  test('a dozen refusals of one burst are one objection', () => {
    const limit = new ConnectionLimit(12);
    for (let i = 0; i < 8; i++) limit.lowerTo(connectionsAfter('http/throttled', 4)!, i);
    expect(limit.value(10)).toBeGreaterThanOrEqual(2);
  });

  test('where no more connections are taken, it goes on with those that flow', () => {
    const limit = new ConnectionLimit(12);
    limit.lowerTo(connectionsAfter('network/unreachable', 4)!, 0);
    expect(limit.value(0)).toBe(4);
    expect(connectionsAfter('network/reset', 4)).toBeNull();
  });

  test('comes back one by one while nobody objects', () => {
    const limit = new ConnectionLimit(12);
    limit.lowerTo(connectionsAfter('http/throttled', 12)!, 0);
    const values = [9_000, 10_000, 11_000, 20_000, 30_000].map((nowMs) => limit.value(nowMs));
    expect(values).toEqual([6, 7, 7, 8, 9]);
    for (let s = 40; s < 200; s += 10) limit.value(s * 1000);
    expect(limit.value(200_000)).toBe(12);
  });
});
