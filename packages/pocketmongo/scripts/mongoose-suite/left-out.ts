/** What of the suite is not run, and why. */
export interface LeftOut {
  /** Glob of files, or the full title of a test. */
  name: string;
  reason: string;
}

export const LEFT_OUT_FILES: readonly LeftOut[] = [
  { name: 'test/encryption/**/*.test.js', reason: 'client-side encryption is not supported' },
];

const WHERE = '$where runs code of the client and is refused';

export const LEFT_OUT_TESTS: readonly LeftOut[] = [
  { name: 'model: querying: findOne querying via $where a string', reason: WHERE },
  { name: 'model: querying: findOne querying via $where a function', reason: WHERE },
  { name: 'Query maxTimeMS() (gh-7254)', reason: `slow by a $where; ${WHERE}` },
  { name: 'Query connection-level maxTimeMS() (gh-4066)', reason: `slow by a $where; ${WHERE}` },
  { name: 'Query mongoose-level maxTimeMS() (gh-4066)', reason: `slow by a $where; ${WHERE}` },
];

/** A mocha grep that matches exactly the named tests. */
export function leftOutPattern(tests: readonly LeftOut[]): string {
  const titles = tests.map(({ name }) => name.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`));
  return `/^(?:${titles.join('|')})$/`;
}
