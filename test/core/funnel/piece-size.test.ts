import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { tuning } from '../../../src/core/funnel/options';
import { type PieceOutlook, pieceBytes } from '../../../src/core/funnel/piece-size';

const bytes = fc.nat({ max: 50_000_000 });

const outlook: fc.Arbitrary<PieceOutlook> = fc.record({
  kind: fc.constantFrom('urgent', 'guess', 'ahead'),
  evenShareBytes: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 5e7, noNaN: true })),
  bytesBefore: bytes,
  secondsUntilDue: fc.oneof(
    fc.double({ min: 0, max: 60, noNaN: true }),
    fc.constant(Number.MAX_SAFE_INTEGER),
  ),
  connections: fc.integer({ min: 1, max: 24 }),
  bytesPerSecond: fc.option(fc.double({ min: 0, max: 1e9, noNaN: true })),
  roundTripMs: fc.double({ min: 0, max: 10_000, noNaN: true }),
  pieceSize: fc.integer({ min: 1, max: 8_000_000 }),
});

/** A dozen connections of 100 KB/s, 50 ms away. */
const usual: PieceOutlook = {
  kind: 'ahead',
  evenShareBytes: 0,
  bytesBefore: 0,
  secondsUntilDue: 0,
  connections: 12,
  bytesPerSecond: 100_000,
  roundTripMs: 50,
  pieceSize: 1_048_576,
};

test('a piece is whole bytes, at least one, never more than the largest piece', () => {
  fc.assert(
    fc.property(outlook, (each) => {
      const size = pieceBytes(each);
      expect(Number.isSafeInteger(size)).toBe(true);
      expect(size).toBeGreaterThan(0);
      expect(size).toBeLessThanOrEqual(each.pieceSize);
    }),
    { numRuns: 2000 },
  );
});

describe('what somebody waits for', () => {
  test('is carried in equal parts', () => {
    expect(pieceBytes({ ...usual, kind: 'urgent', evenShareBytes: 40_000 })).toBe(40_000);
  });

  test('but in none so small that asking for it takes longer', () => {
    const size = pieceBytes({ ...usual, kind: 'urgent', evenShareBytes: 10, roundTripMs: 200 });
    expect(size).toBeGreaterThanOrEqual(20_000);
  });

  test('nor in ones that a quick connection is done with in a moment', () => {
    const quick = { ...usual, kind: 'urgent', bytesPerSecond: 10_000_000, roundTripMs: 0 } as const;
    expect(pieceBytes({ ...quick, evenShareBytes: 8_000 })).toBeGreaterThan(100_000);
  });
});

describe('a guess', () => {
  test('is small once a speed is known: what will be needed shows soon', () => {
    const size = pieceBytes({ ...usual, kind: 'guess', evenShareBytes: 1_000_000 });
    expect(size / 100_000).toBeLessThan(0.5);
  });
});

describe('film to come', () => {
  test('comes in small pieces before a speed was measured', () => {
    fc.assert(
      fc.property(outlook, (each) => {
        const size = pieceBytes({ ...each, kind: 'ahead', bytesPerSecond: null });
        expect(size).toBeLessThanOrEqual(tuning.guessBytes);
      }),
    );
  });

  test('comes in larger pieces the later it is due', () => {
    fc.assert(
      fc.property(outlook, fc.double({ min: 0, max: 60, noNaN: true }), (each, more) => {
        const later = { ...each, secondsUntilDue: Math.min(each.secondsUntilDue + more, 1e9) };
        expect(pieceBytes(later)).toBeGreaterThanOrEqual(pieceBytes(each));
      }),
    );
  });

  test('comes in pieces that are there before it is due: those before it take as long', () => {
    fc.assert(
      fc.property(bytes, (bytesBefore) => {
        const size = pieceBytes({ ...usual, bytesBefore });
        const ownMs = (size * 1000) / usual.bytesPerSecond!;
        const othersMs = (bytesBefore * 1000) / (usual.connections * usual.bytesPerSecond!);
        const leastMs = (pieceBytes(usual) * 1000) / usual.bytesPerSecond!;
        expect(ownMs).toBeLessThanOrEqual(Math.max(leastMs, tuning.pieceGrowth * othersMs) + 1);
      }),
    );
  });

  test('lasts seconds a piece with film enough ahead, so that its round trip is lost in it', () => {
    const size = pieceBytes({ ...usual, bytesBefore: 10_000_000, secondsUntilDue: 30 });
    expect(size / 100_000).toBeGreaterThanOrEqual(2);
    expect(size / 100_000).toBeLessThanOrEqual(4);
  });

  test('lasts many round trips a piece, however near the playhead', () => {
    const size = pieceBytes({ ...usual, roundTripMs: 400 });
    expect((size / 100_000) * 1000).toBeGreaterThanOrEqual(5 * 400);
  });
});
