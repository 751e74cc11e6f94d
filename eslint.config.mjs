import grafana from '@grafana/eslint-config';
import js from '@eslint/js';
import globals from 'globals';
import tseslint from 'typescript-eslint';

const typed = {
  extends: [tseslint.configs.recommendedTypeChecked],
  languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
};
const rules = {
  '@typescript-eslint/consistent-type-imports': 'error',
  '@typescript-eslint/no-non-null-assertion': 'off',
  '@typescript-eslint/require-await': 'off',
  '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
  '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
};

export default tseslint.config(
  { ignores: ['**/node_modules', '**/dist', '**/coverage', 'plugin/.config', '**/*.gen.ts'] },
  js.configs.recommended,
  {
    files: ['**/*.mjs', '**/*.js'],
    languageOptions: { globals: globals.node },
  },
  {
    files: ['plugin/jest-setup.js'],
    languageOptions: { globals: { ...globals.browser, ...globals.jest } },
  },
  {
    files: ['collector/**/*.ts'],
    ...typed,
    rules: {
      ...rules,
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      'func-style': ['error', 'declaration', { allowArrowFunctions: true }],
      'no-control-regex': 'off',
    },
  },
  {
    files: ['plugin/src/**/*.{ts,tsx}', 'plugin/tests/browser/**/*.{ts,tsx}'],
    ignores: ['plugin/tests/browser/webpack.config.ts'],
    ...typed,
    extends: [...grafana, ...typed.extends],
    rules: {
      ...rules,
      // What Grafana deprecates today is gone in a version that the plugin has to run in.
      '@typescript-eslint/no-deprecated': 'error',
      // Classic JSX needs React in scope: no module.js may import react/jsx-runtime.
      'react/react-in-jsx-scope': 'error',
      'react/prop-types': 'off',
    },
  }
);
