import { expect, it, vi } from 'vitest';
import { paced } from '../../src/player/view/paced';

it('shows the first at once, then the newest at each interval, and nothing twice', () => {
  vi.useFakeTimers();
  const shown: number[] = [];
  const show = paced<number>((value) => shown.push(value), 250);
  show(1);
  show(2);
  show(3);
  expect(shown).toEqual([1]);
  vi.advanceTimersByTime(250);
  expect(shown).toEqual([1, 3]);
  vi.advanceTimersByTime(1000);
  expect(shown).toEqual([1, 3]);
  show(4);
  expect(shown).toEqual([1, 3, 4]);
  vi.useRealTimers();
});
