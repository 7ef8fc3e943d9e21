import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: ['test/**/*.test.ts'], exclude: ['test/browser/**'] } },
      {
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          globalSetup: 'test/browser/global-setup.ts',
          testTimeout: 60_000,
          hookTimeout: 120_000,
          // One browser at a time: two cores cannot play two films without each starving the other.
          fileParallelism: false,
        },
      },
    ],
  },
});
