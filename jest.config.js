/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/{apps,services,packages,tests,bench}/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': '<rootDir>/tests/jest/strip-types.cjs' },
  // The default (cores − 1) would leave half of two cores idle; the third fills the time in which the others wait for
  // processes that start, and for the disk.
  maxWorkers: 3,
  workerIdleMemoryLimit: '512MB',
  // A limit for what hangs, not a measure of speed: a loaded machine is many times slower than an idle one.
  testTimeout: 300_000,
  testSequencer: '<rootDir>/tests/jest/longest-first.cjs',
  reporters: ['default', '<rootDir>/tests/jest/closing-lines.js'],
};
