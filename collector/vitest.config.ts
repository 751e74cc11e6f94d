import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'tests/**/*.test.ts'],
    // A real server has to start on a busy machine; the tests themselves measure no time.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
