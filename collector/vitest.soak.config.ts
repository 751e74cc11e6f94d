import { defineConfig } from 'vitest/config';

/** Long runs, apart from `npm test`. One after the other: some measure memory, and none should wait for another's processor. */
export default defineConfig({
  test: {
    include: ['tests/soak/**/*.soak.ts'],
    fileParallelism: false,
    testTimeout: 3_600_000,
    hookTimeout: 600_000,
  },
});
