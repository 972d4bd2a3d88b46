import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import globals from 'globals';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  {
    ignores: ['**/node_modules/', '**/dist/', 'data/', '.cache/', 'coverage/', 'packages/contracts/src/gen/'],
  },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true, allow: [{ name: ['bigint'], from: 'lib' }] },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/consistent-type-imports': 'error',
      'no-duplicate-imports': 'error',
      '@typescript-eslint/no-unnecessary-condition': 'off',
      '@typescript-eslint/no-non-null-assertion': 'error',
      'no-console': 'error',
      eqeqeq: 'error',
    },
  },
  {
    // The environment is read once, by the program; everything else is handed its configuration.
    files: ['services/**/*.ts', 'packages/**/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Only apps/souk reads the environment.' },
      ],
    },
  },
  {
    // Mongoose's Schema is generic over types that its constructor can't know; every schema would trip over it.
    files: ['services/*/src/data/**/*.ts', 'packages/platform/src/data/**/*.ts'],
    rules: { '@typescript-eslint/no-unsafe-class-instance-assignment': 'off' },
  },
  {
    files: ['**/*.{js,cjs,mjs}'],
    languageOptions: { globals: globals.node },
  },
  {
    // The command line, scripts and benchmarks talk to a person.
    files: [
      'apps/souk/src/cli/**',
      'apps/souk/src/demo/**',
      'apps/souk/bin/**',
      'bench/**',
      'tests/**',
      'deploy/**',
      '**/scripts/**',
      'packages/pocketmongo/bench/**',
      '**/bin/**',
    ],
    rules: { 'no-console': 'off' },
  },
  prettier,
);
