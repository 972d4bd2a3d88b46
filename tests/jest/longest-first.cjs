const { default: Sequencer } = require('@jest/test-sequencer');

/**
 * Starts the tests of the whole program before those of a part, and these before unit tests. Jest goes by the times of an
 * earlier run; in a fresh clone there are none, it takes the largest files first, and the longest tests, which start Souk
 * again and again, are the smallest files: at the end all would wait for them.
 */
module.exports = class LongestFirst extends Sequencer {
  sort(tests) {
    const usual = super.sort(tests);
    return usual.toSorted((a, b) => rankOf(a.path) - rankOf(b.path));
  }
};

function rankOf(path) {
  if (path.endsWith('.unit.test.ts')) return 3;
  if (/[\\/]tests[\\/]chaos[\\/]/.test(path)) return 0;
  return /[\\/]tests[\\/]/.test(path) ? 1 : 2;
}
