import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ConnectionLimit, connectionsAfter } from '../../../src/core/funnel/connection-limit';
import { tuning } from '../../../src/core/funnel/options';

/** A limit that is asked as often as events come, and what it last said. */
class Watched {
  nowMs = 0;
  readonly limit: ConnectionLimit;

  constructor(max: number) {
    this.limit = new ConnectionLimit(max);
  }

  refuse(served: number, connections = Math.ceil(served / 2), holdMs = 0): number {
    this.limit.lower({ connections, served, holdMs }, this.nowMs);
    return this.limit.value(this.nowMs);
  }

  after(ms: number): number {
    for (const untilMs = this.nowMs + ms; this.nowMs < untilMs; this.nowMs += 50)
      this.limit.value(this.nowMs);
    return this.limit.value(this.nowMs);
  }

  /** How long it takes to rise to so many; Infinity where it does not within two minutes. */
  msUntil(connections: number): number {
    const fromMs = this.nowMs;
    while (this.limit.value(this.nowMs) < connections) {
      if (this.nowMs - fromMs > 120_000) return Infinity;
      this.nowMs += 50;
    }
    return this.nowMs - fromMs;
  }
}

describe('how many connections are left after a failure', () => {
  test('half where the server says that it is too busy', () => {
    expect(connectionsAfter('http/throttled', 11)).toBe(6);
    expect(connectionsAfter('http/throttled', 1)).toBe(1);
  });

  test('those that are served where no more are let in', () => {
    expect(connectionsAfter('network/unreachable', 4)).toBe(4);
    expect(connectionsAfter('http/expired', 4)).toBe(4);
  });

  test('as many as before where it was something else', () => {
    expect(connectionsAfter('network/reset', 4)).toBeNull();
    expect(connectionsAfter('network/stalled', 4)).toBeNull();
  });
});

describe('the connection limit', () => {
  test('begins at the most, and stays there while nobody objects', () => {
    const watched = new Watched(12);
    expect(watched.after(60_000)).toBe(12);
    expect(watched.limit.isAtMax).toBe(true);
  });

  test('is lowered by an objection, never below one', () => {
    const watched = new Watched(12);
    expect(watched.refuse(11)).toBe(6);
    expect(watched.limit.isAtMax).toBe(false);
    for (let i = 0; i < 9; i++) watched.refuse(0, 0);
    expect(watched.limit.value(watched.nowMs)).toBe(1);
  });

  test('is not raised by an objection to more than it allows', () => {
    const watched = new Watched(12);
    watched.refuse(4);
    expect(watched.refuse(20)).toBe(2);
  });

  test('comes back quickly to what was served, one by one', () => {
    const watched = new Watched(12);
    watched.refuse(8);
    expect(watched.after(tuning.recoveryMs)).toBe(5);
    expect(watched.after(tuning.recoveryMs)).toBe(6);
    expect(watched.msUntil(8)).toBeLessThanOrEqual(2 * tuning.recoveryMs + 50);
  });

  test('goes beyond that more slowly', () => {
    const watched = new Watched(12);
    watched.refuse(8);
    const toServed = watched.msUntil(8) / 4;
    expect(watched.msUntil(9)).toBeGreaterThan(toServed);
    expect(watched.msUntil(12)).toBeLessThan(Infinity);
    expect(watched.limit.isAtMax).toBe(true);
  });

  test('and the more slowly, the more often the host has objected to that number', () => {
    const watched = new Watched(12);
    const waitsMs = Array.from({ length: 4 }, () => {
      watched.refuse(8);
      watched.msUntil(8);
      return watched.msUntil(9);
    });
    for (let i = 1; i < waitsMs.length; i++) expect(waitsMs[i]).toBeGreaterThan(waitsMs[i - 1]!);
  });

  test('but never waits for ever: what a host stands may change', () => {
    const watched = new Watched(12);
    for (let i = 0; i < 30; i++) {
      watched.refuse(8);
      watched.msUntil(9);
    }
    watched.refuse(8);
    watched.msUntil(8);
    expect(watched.msUntil(9)).toBeLessThanOrEqual(tuning.recoveryBeyondMaxMs + 50);
  });

  test('a dozen refusals of one burst are one objection', () => {
    const once = new Watched(12);
    const burst = new Watched(12);
    once.refuse(4);
    for (let i = 0; i < 8; i++) burst.refuse(12 - i);
    const msBeyond = (watched: Watched, served: number) => {
      watched.msUntil(served);
      return watched.msUntil(served + 1);
    };
    expect(msBeyond(burst, 5)).toBe(msBeyond(once, 4));
  });

  test('is not raised while the server wants it to be held', () => {
    const watched = new Watched(12);
    watched.refuse(8, 4, 10_000);
    expect(watched.after(9_900)).toBe(4);
    expect(watched.after(tuning.recoveryMs + 100)).toBeGreaterThan(4);
  });

  test('is nothing while the host is left alone', () => {
    const watched = new Watched(12);
    watched.limit.pauseUntil(1_000);
    expect(watched.limit.value(999)).toBe(0);
    expect(watched.limit.value(1_000)).toBe(12);
    watched.limit.pauseUntil(5_000);
    watched.limit.resume();
    expect(watched.limit.value(1_001)).toBe(12);
  });

  test('is set to what was found to be of use', () => {
    const watched = new Watched(12);
    watched.limit.set(18);
    expect(watched.limit.value(0)).toBe(18);
    watched.refuse(16);
    expect(watched.after(600_000)).toBe(18);
  });

  test('lies between one and the most, whatever happens', () => {
    const step = fc.record({
      waitMs: fc.nat({ max: 5_000 }),
      served: fc.nat({ max: 24 }),
      objects: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 24 }), fc.array(step, { maxLength: 40 }), (max, steps) => {
        const watched = new Watched(max);
        for (const { waitMs, served, objects } of steps) {
          watched.nowMs += waitMs;
          const before = watched.limit.value(watched.nowMs);
          if (objects) expect(watched.refuse(served)).toBeLessThanOrEqual(before);
          const value = watched.limit.value(watched.nowMs);
          expect(value).toBeGreaterThanOrEqual(1);
          expect(value).toBeLessThanOrEqual(max);
        }
      }),
    );
  });
});
