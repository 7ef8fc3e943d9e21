import fc from 'fast-check';
import { expect, test } from 'vitest';
import { tuning } from '../../../src/core/funnel/options';
import { type PieceOutlook, pieceBytes } from '../../../src/core/funnel/piece-size';

const bytes = fc.nat({ max: 50_000_000 });

const outlook: fc.Arbitrary<PieceOutlook> = fc.record({
  urgentBytes: fc.oneof(fc.constant(0), bytes),
  bytesBefore: bytes,
  secondsFed: fc.oneof(fc.double({ min: 0, max: 60, noNaN: true }), fc.constant(Number.MAX_SAFE_INTEGER)),
  connections: fc.integer({ min: 1, max: 24 }),
  connectionBytesPerSecond: fc.option(fc.double({ min: 0, max: 1e9, noNaN: true })),
  roundTripMs: fc.double({ min: 0, max: 10_000, noNaN: true }),
  pieceSize: fc.integer({ min: 1, max: 8_000_000 }),
});

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

test('before a speed was measured a piece is small: a dozen of them share the first frame', () => {
  fc.assert(
    fc.property(outlook, (each) => {
      const size = pieceBytes({ ...each, connectionBytesPerSecond: null });
      expect(size).toBeLessThanOrEqual(Math.max(tuning.firstPieceBytes, tuning.smallestPieceBytes));
    }),
  );
});

test('the more film is fed ahead the larger a piece may be', () => {
  fc.assert(
    fc.property(outlook, fc.double({ min: 0, max: 60, noNaN: true }), (each, more) => {
      const later = { ...each, secondsFed: Math.min(each.secondsFed + more, 1e9) };
      expect(pieceBytes(later)).toBeGreaterThanOrEqual(pieceBytes(each));
    }),
  );
});

test('with film enough ahead a request lasts seconds, so that its round trip is lost in it', () => {
  const size = pieceBytes({
    urgentBytes: 0,
    bytesBefore: 10_000_000,
    secondsFed: 30,
    connections: 12,
    connectionBytesPerSecond: 100_000,
    roundTripMs: 50,
    pieceSize: 1_048_576,
  });
  expect(size / 100_000).toBeGreaterThanOrEqual(2);
  expect(size / 100_000).toBeLessThanOrEqual(4);
});
