import { expect, it } from 'vitest';
import { SpeedHistory } from '../../src/player/view/speed-history';

const sample = (bytesPerSecond: number, lanes: Readonly<Record<number, number>> = {}) => ({
  bytesPerSecond,
  lanes: new Map(Object.entries(lanes).map(([id, speed]) => [Number(id), speed])),
});

it('keeps one value a second, oldest first', () => {
  const history = new SpeedHistory(4);
  history.record(10_000, sample(1));
  history.record(10_500, sample(2));
  history.record(11_000, sample(3));
  expect(history.totals).toEqual([null, null, 2, 3]);
  expect(history.peak).toBe(3);
  expect(history.mean).toBe(2.5);
});

it('fills a silence with what was before it, and outlives a long one', () => {
  const history = new SpeedHistory(4);
  history.record(0, sample(5));
  history.record(2_000, sample(7));
  expect(history.totals).toEqual([null, 5, 5, 7]);
  history.record(3_600_000, sample(1));
  expect(history.totals).toEqual([7, 7, 7, 1]);
});

it('lets the lanes share the total, each on top of those before it, also one that came later', () => {
  const history = new SpeedHistory(3);
  history.record(0, sample(90, { 0: 100 }));
  history.record(1_000, sample(90, { 0: 100, 2: 50 }));
  expect(history.laneIds).toEqual([0, 2]);
  expect(history.stacked([0, 2])).toEqual([
    [null, 90, 60],
    [null, 90, 90],
  ]);
  // Something came though no request is under way any more: whose it was is not known.
  history.record(2_000, sample(40, { 0: 0, 2: 0 }));
  expect(history.stacked([0, 2]).map((lane) => lane.at(-1))).toEqual([0, 0]);
});
