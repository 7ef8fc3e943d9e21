import { defineConfig } from 'vitest/config';

const inBrowsers = { globalSetup: 'test/browser/global-setup.ts', testTimeout: 60_000, hookTimeout: 120_000 };
/** Where a film must not pause once: two browsers beside one another leave a small machine no time for that. */
const steady = ['playing', 'fragmented', 'tracks'].map((name) => `test/browser/${name}.test.ts`);

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/browser/**'],
          // By itself it leaves one core to whoever sits before it: of two that is half.
          maxWorkers: '100%',
          // Hundreds of random cases take as long as the machine has others to serve.
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          exclude: steady,
          ...inBrowsers,
          // A film takes its time to play and half of a core or more; more at once would starve one another.
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'steady',
          include: steady,
          ...inBrowsers,
          maxWorkers: 1,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
