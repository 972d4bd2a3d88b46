/**
 * Runs the unified tests of the driver specifications with the official Node driver against a server of this package:
 * `node scripts/driver-specs.ts CHECKOUT [--folder NAME]… [--test TEXT] [--uri URI]`, or with `--self` the
 * test format's own tests of a runner.
 *
 * CHECKOUT is a working copy of github.com/mongodb/specifications. With `--uri` another server is tested, as a
 * replica set of one that allows fail points. Ends with 1 when a test fails that isn't listed in
 * conformance/driver-specs/known-failures.ts, when a listed one passes, or when a folder passes less than 95 %.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { MongoClient } from 'mongodb';
import { FOLDERS, loadFolder, VALID_FAIL, VALID_PASS } from '../conformance/driver-specs/folders.ts';
import { type FolderReport, printFailure, printReport } from '../conformance/driver-specs/report.ts';
import { describeDeployment } from '../conformance/driver-specs/requirements.ts';
import { reversed, runFile } from '../conformance/driver-specs/run-file.ts';
import { REPLICA_SET } from '../src/commands/version.ts';
import { startPocketMongo } from '../src/index.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    folder: { type: 'string', multiple: true },
    test: { type: 'string' },
    self: { type: 'boolean' },
    uri: { type: 'string' },
  },
});
const [checkout] = positionals;
if (checkout === undefined) {
  console.error(
    'usage: node scripts/driver-specs.ts CHECKOUT [--folder NAME]… [--test TEXT] [--uri URI] [--self]',
  );
  process.exit(2);
}

const scratch = mkdtempSync(join(tmpdir(), 'pocketmongo-driver-specs-'));
const server =
  values.uri === undefined
    ? await startPocketMongo({
        dataDir: join(scratch, 'data'),
        onFailure: (failure) => console.error('failure inside the server:', failure),
      })
    : undefined;
const uri = values.uri ?? replicaSetUri(server?.uri('admin') ?? '');
const internal = new MongoClient(uri);
try {
  const deployment = await describeDeployment(internal);
  await internal.db('admin').command({ killAllSessions: [] });
  const reports: FolderReport[] = [];
  const print = (line: string): void => console.log(line);
  for (const folder of values.folder ?? (values.self === true ? [VALID_PASS, VALID_FAIL] : FOLDERS)) {
    const outcomes: FolderReport['outcomes'][number][] = [];
    for (const { name, file } of loadFolder(checkout, folder)) {
      for (const found of await runFile(file, { uri, internal }, deployment, values.test)) {
        const outcome = { ...(folder === VALID_FAIL ? reversed(found) : found), file: name };
        printFailure(folder, outcome, print);
        outcomes.push(outcome);
      }
    }
    reports.push({ folder, outcomes });
  }
  console.log(
    `version ${deployment.version}, ${deployment.topology}, log-in: ${deployment.auth ? 'yes' : 'no'}`,
  );
  if (!printReport(reports, print)) process.exitCode = 1;
} finally {
  await internal.close();
  await server?.stop();
  rmSync(scratch, { recursive: true, force: true });
}

/** A driver that is told the name of the set sees a replica set, not a single server. */
function replicaSetUri(direct: string): string {
  return direct.replace('directConnection=true', `replicaSet=${REPLICA_SET}`);
}
