const browser = require('../browser/jest.config.js');

/** Long tests, apart from `npm test`: the panels under the React that later versions of Grafana bring. */
module.exports = {
  ...browser,
  testMatch: ['<rootDir>/tests/soak/**/*.soak.ts'],
  globalSetup: '<rootDir>/tests/soak/setup.ts',
};
