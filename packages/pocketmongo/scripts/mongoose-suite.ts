/**
 * Runs Mongoose's own test suite, unmodified, against a server of this package:
 * `node scripts/mongoose-suite.ts CHECKOUT [-- mocha arguments]`.
 *
 * CHECKOUT is a working copy of github.com/Automattic/mongoose at the tag of the version in use, in which
 * `npm install --ignore-scripts` has been run. Ends with 1 when a test fails.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { startPocketMongo } from '../src/index.ts';
import { REPLICA_SET } from '../src/commands/version.ts';
import { DIRECT_TESTS, LEFT_OUT_FILES, LEFT_OUT_TESTS, titlePattern } from './mongoose-suite/left-out.ts';
import { joined, printReport, readResults, type SuiteResults } from './mongoose-suite/report.ts';

const [checkoutArgument, ...rest] = process.argv.slice(2);
if (checkoutArgument === undefined) {
  console.error('usage: node scripts/mongoose-suite.ts CHECKOUT [-- mocha arguments]');
  process.exit(2);
}
const checkout = resolve(checkoutArgument);
const mochaArguments = rest[0] === '--' ? rest.slice(1) : rest;
const mocha = join(checkout, 'node_modules', 'mocha', 'bin', 'mocha.js');
if (!existsSync(mocha)) {
  console.error(`${mocha} is missing: run "npm install --ignore-scripts" in ${checkout} first`);
  process.exit(2);
}
const versionOf = (folder: string): string =>
  (JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string }).version;

const scratch = mkdtempSync(join(tmpdir(), 'pocketmongo-mongoose-'));
const server = await startPocketMongo({
  dataDir: join(scratch, 'data'),
  // The suite takes connection strings apart and knows none with credentials.
  openAccess: true,
  // Some tests open a change stream and insert at once: with this, as with MongoDB, a commit holds nobody up.
  commitThread: 'always',
  // As the suite's own set-up configures its servers.
  ttlSweepMs: 1000,
  onFailure: (failure) => console.error('failure inside the server:', failure),
});
try {
  console.log(
    `Mongoose ${versionOf(checkout)}, driver ${versionOf(join(checkout, 'node_modules', 'mongodb'))}`,
  );
  const direct = server.uri('mongoose_test');
  const replicaSet = direct.replace('directConnection=true', `replicaSet=${REPLICA_SET}`);
  // The suite watches for changes only where it is told the name of a replica set.
  const asReplicaSet = { START_REPLICA_SET: '1', REPLICA_SET };
  const selects = mochaArguments.some((argument) => /^(?:-[gf]|--grep|--fgrep)\b/.test(argument));
  const results = selects
    ? await runMocha(replicaSet, [], asReplicaSet)
    : joined(
        await runMocha(
          replicaSet,
          ['--grep', titlePattern([...LEFT_OUT_TESTS.map(({ name }) => name), ...DIRECT_TESTS]), '--invert'],
          asReplicaSet,
        ),
        await runMocha(direct, ['--grep', titlePattern(DIRECT_TESTS)], {}),
      );
  printReport(results, checkout);
  if (results.stats.failures > 0) process.exitCode = 1;
} finally {
  await server.stop();
  rmSync(scratch, { recursive: true, force: true });
}

async function runMocha(
  uri: string,
  selection: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<SuiteResults> {
  const output = join(scratch, 'results.json');
  rmSync(output, { force: true });
  const files = mochaArguments.some((argument) => argument.endsWith('.test.js'))
    ? []
    : ['./test/**/*.test.js'];
  const ignored = LEFT_OUT_FILES.flatMap(({ name }) => ['--ignore', name]);
  const reporter = ['--reporter', 'json', '--reporter-option', `output=${output}`];
  const child = spawn(
    process.execPath,
    [
      mocha,
      '--exit',
      '--timeout',
      '30000',
      ...ignored,
      ...selection,
      ...reporter,
      ...mochaArguments,
      ...files,
    ],
    {
      cwd: checkout,
      stdio: 'inherit',
      env: {
        PATH: dirname(process.execPath),
        MONGOOSE_TEST_URI: uri,
        MONGOOSE_REPLSET_URI: uri,
        ...environment,
      },
    },
  );
  await once(child, 'exit');
  if (!existsSync(output)) throw new Error('mocha ended without results');
  return readResults(output);
}
