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

const SECONDARY = 'connections: when connecting with a secondary read preference(gh-9374)';

/**
 * Tests that read from a secondary: a driver that knows the server as a replica set of one finds none; one that is
 * connected directly takes the server as it is. They run in a pass of their own.
 */
export const DIRECT_TESTS: readonly string[] = [
  `${SECONDARY} mongoose.connect forces autoIndex & autoCreate to be false if read preference is secondary or secondaryPreferred`,
  `${SECONDARY} mongoose.createConnection forces autoIndex & autoCreate to be false if read preference is secondary or secondaryPreferred (gh-9374)`,
  'Query options read inherits its models schema read option and sends it though the driver',
];

/** A mocha grep that matches exactly the named tests. */
export function titlePattern(titles: readonly string[]): string {
  const escaped = titles.map((title) => title.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`));
  return `/^(?:${escaped.join('|')})$/`;
}
