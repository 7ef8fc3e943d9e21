import { beforeAll, expect, test, vi } from 'vitest';
import { targets, tryCases } from './cases';

/** mp4box tells the console of every oddity. */
beforeAll(() => {
  vi.spyOn(console, 'error').mockImplementation(() => {});
});

/** More, and others: `npm run fuzz -- --seconds 600 --seed 2`. */
const casesEach = 600;

test.each(targets())(
  '$name, damaged, is played or refused by a typed error, in few steps',
  {
    timeout: 60_000,
  },
  async (target) => {
    const outcomes = await tryCases(target, 1, Array(casesEach).keys());
    const played = outcomes.get('played') ?? 0;
    // Damage that always or never shows would test little.
    expect(played).toBeGreaterThan(casesEach / 10);
    expect(casesEach - played).toBeGreaterThan(casesEach / 10);
  },
);
