import { expect, it } from 'vitest';
import { judgeHeap } from '../../bench/flatness';

/** Bytes in hand come and go by 20 MB; `leak` is what each sample leaves behind. */
const series = (leak: number) => Array.from({ length: 48 }, (_, at) => 30e6 + (at % 5) * 5e6 + at * leak);

it('is flat when bytes in hand come and go', () => {
  expect(judgeHeap(series(0))).toEqual({ firstBytes: 30e6, lastBytes: 30e6, isFlat: true });
});

it('is not flat when a little is left behind each time', () => {
  expect(judgeHeap(series(200_000)).isFlat).toBe(false);
});

it('does not take the warm-up for the beginning', () => {
  expect(judgeHeap([0, 0, 0, 0, 0, ...series(0).slice(5)]).isFlat).toBe(true);
});
