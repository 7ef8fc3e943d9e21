import fc from 'fast-check';
import { expect, test } from 'vitest';
import { evenShare } from '../../../src/core/funnel/even-share';

test('is all where nobody else is there, or all others are busy for long', () => {
  expect(evenShare(12_000, [], 1_000)).toBe(12_000);
  expect(evenShare(12_000, [Infinity, 60_000], 1_000)).toBe(12_000);
});

test('is an equal part where the others are free', () => {
  expect(evenShare(12_000, [0, 0, 0], 1_000)).toBe(3_000);
});

test('is more where another comes later', () => {
  // 12 s of bytes, the other begins after 2 s: both are done after 7.
  expect(evenShare(12_000, [2_000], 1_000)).toBe(7_000);
});

test('leaves the others just what they bring until this one is done', () => {
  const busyMs = fc.oneof(fc.constant(Infinity), fc.double({ min: 0, max: 60_000, noNaN: true }));
  const scene = fc.record({
    bytes: fc.integer({ min: 1, max: 10_000_000 }),
    others: fc.array(busyMs, { maxLength: 23 }),
    bytesPerSecond: fc.integer({ min: 1_000, max: 1_000_000 }),
  });
  fc.assert(
    fc.property(scene, ({ bytes, others, bytesPerSecond }) => {
      const mine = evenShare(bytes, others, bytesPerSecond);
      const doneMs = (mine * 1000) / bytesPerSecond;
      const theirsMs = others.reduce((sum, ms) => sum + Math.max(0, doneMs - ms), 0);
      expect(mine + (theirsMs * bytesPerSecond) / 1000).toBeCloseTo(bytes, 2);
    }),
  );
});
