const base = require('./.config/jest.config');

// Dates in tests read the same everywhere.
process.env.TZ = 'UTC';

const [[, [transformer, options]]] = Object.entries(base.transform);
const classic = { ...options, jsc: { ...options.jsc, transform: { react: { runtime: 'classic' } } } };

module.exports = {
  ...base,
  // d3-color comes as .mjs, which the pattern of the scaffold leaves out.
  transform: { '^.+\\.(m?js|jsx|tsx?)$': [transformer, classic] },
};
