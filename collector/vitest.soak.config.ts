import { defineConfig } from 'vitest/config';

/** Long runs, apart from `npm test`. */
export default defineConfig({
  test: { include: ['tests/soak/**/*.soak.ts'], testTimeout: 3_600_000 },
});
