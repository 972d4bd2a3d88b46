/** @type {import('jest').Config} */
export default {
  // Test files run in plain Node and share loaded modules: docs/decisions/0013.
  runner: '<rootDir>/tests/jest/runner.js',
  testMatch: ['<rootDir>/{apps,services,packages,tests,bench}/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  // The default (cores − 1) would leave half of two cores idle; the third fills the time in which the others wait for
  // processes that start, and for the disk.
  maxWorkers: 3,
  testSequencer: '<rootDir>/tests/jest/longest-first.cjs',
  reporters: [
    'default',
    ['<rootDir>/tests/jest/file-limit.js', { minutes: 8 }],
    '<rootDir>/tests/jest/closing-lines.js',
  ],
};
