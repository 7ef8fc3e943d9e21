import { expect, test } from 'vitest';
import { playManySimulated } from './simulated-play';

/** The first of the thousand that `npm run simulate -- --faults` plays. */
const count = 250;
/** The bar. */
const playedThroughShare = 0.95;

test('whatever goes wrong, no byte is wrong, no long stop silent, and the film that is left plays through', () => {
  const { left, playedThrough, stops, wrongs } = playManySimulated(count);
  expect(wrongs).toEqual([]);
  expect(stops, 'long stops to be silent in').toBeGreaterThan(count / 10);
  expect(playedThrough).toBeGreaterThanOrEqual(left * playedThroughShare);
});
