const { resolve } = require('node:path');
const { transform } = require('../../jest.config.js');

process.env.TZ = 'UTC';

/** Tests in a real browser: `npx jest -c tests/browser/jest.config.js`. They need Chromium on the PATH. */
module.exports = {
  rootDir: resolve(__dirname, '../..'),
  testEnvironment: 'node',
  testMatch: ['<rootDir>/tests/browser/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  transform,
  transformIgnorePatterns: ['/node_modules/(?!(pixelmatch|.*\\.mjs$))'],
  globalSetup: '<rootDir>/tests/browser/setup.ts',
  globalTeardown: '<rootDir>/tests/browser/teardown.ts',
  testTimeout: 60_000,
};
