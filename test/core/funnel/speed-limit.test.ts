import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SpeedLimit } from '../../../src/core/funnel/speed-limit';

const KB = 1024;

function limitOf(bytesPerSecond: number, nowMs = 0): SpeedLimit {
  const limit = new SpeedLimit();
  limit.set(bytesPerSecond, nowMs);
  return limit;
}

/** Takes a piece whenever one may be taken. @returns all that was taken */
function taken(limit: SpeedLimit, pieceBytes: number, fromMs: number, untilMs: number): number {
  let sum = 0;
  for (let nowMs = fromMs; nowMs < untilMs; ) {
    if (limit.readyAtMs > nowMs) {
      nowMs = limit.readyAtMs;
      continue;
    }
    const piece = Math.min(pieceBytes, limit.pieceBytesMax);
    limit.spend(piece, nowMs);
    sum += piece;
  }
  return sum;
}

describe('a speed limit', () => {
  test('of zero is none', () => {
    const limit = limitOf(0);
    limit.spend(1e12, 5);
    expect(limit.readyAtMs).toBeLessThanOrEqual(5);
    expect(limit.pieceBytesMax).toBe(Infinity);
  });

  test('holds the average to what is allowed', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1_000, max: 10_000_000 }),
        fc.integer({ min: 1, max: 10_000_000 }),
        fc.integer({ min: 10, max: 60 }),
        (rate, pieceBytes, seconds) => {
          const sum = taken(limitOf(rate), Math.max(pieceBytes, Math.ceil(rate / 50)), 0, seconds * 1000);
          // A piece may be asked for while its bytes are still owed.
          expect(sum / rate).toBeLessThanOrEqual(seconds + 0.6);
          expect(sum / rate).toBeGreaterThan(seconds - 0.1);
        },
      ),
    );
  });

  test('makes pieces so small that several come in a second', () => {
    expect(limitOf(100 * KB).pieceBytesMax).toBeLessThanOrEqual(50 * KB);
    expect(limitOf(1).pieceBytesMax).toBeGreaterThanOrEqual(1);
  });

  test('saves up no more than a second of silence', () => {
    const limit = limitOf(100_000);
    expect(taken(limit, 10_000, 3_600_000, 3_601_000)).toBeLessThanOrEqual(2 * 100_000 + 10_000);
  });

  test('gives back what did not come', () => {
    const limit = limitOf(100_000);
    limit.spend(50_000, 0);
    limit.spend(-40_000, 0);
    expect(limit.readyAtMs).toBe(100);
  });

  test('counts what was owed before it was changed at the new speed', () => {
    const limit = limitOf(100_000);
    limit.spend(50_000, 0);
    limit.set(50_000, 0);
    expect(limit.readyAtMs).toBe(1_000);
    limit.set(0, 100);
    expect(limit.readyAtMs).toBeLessThanOrEqual(100);
  });

  test('can be ready at the very moment it names', () => {
    const limit = limitOf(3);
    limit.spend(2, 0.25);
    const atMs = limit.readyAtMs;
    limit.spend(0, atMs);
    expect(limit.readyAtMs).toBeLessThanOrEqual(atMs);
  });
});
