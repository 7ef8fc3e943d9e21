import { expect, it } from 'vitest';
import { SpeedHistory } from '../../src/player/view/speed-history';

it('keeps one value a second, oldest first', () => {
  const history = new SpeedHistory(4);
  history.record(10_000, 1);
  history.record(10_500, 2);
  history.record(11_000, 3);
  expect(history.values).toEqual([0, 0, 2, 3]);
  expect(history.peak).toBe(3);
});

it('fills a silence with what was before it, and outlives a long one', () => {
  const history = new SpeedHistory(4);
  history.record(0, 5);
  history.record(2_000, 7);
  expect(history.values).toEqual([0, 5, 5, 7]);
  history.record(3_600_000, 1);
  expect(history.values).toEqual([7, 7, 7, 1]);
});
