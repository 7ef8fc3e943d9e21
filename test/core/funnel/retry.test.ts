import { expect, test } from 'vitest';
import { retryDelayMs } from '../../../src/core/funnel/retry';

test('waits 500 ms · 2ⁿ, at most 8 s', () => {
  const delays = [1, 2, 3, 4, 5, 6, 100].map((failures) => retryDelayMs(failures, 0.5));
  expect(delays).toEqual([500, 1000, 2000, 4000, 8000, 8000, 8000]);
});

test('spread by half either way', () => {
  expect(retryDelayMs(1, 0)).toBe(250);
  expect(retryDelayMs(1, 0.999_999)).toBeCloseTo(750, 0);
});
