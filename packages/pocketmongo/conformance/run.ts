import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { startPocketMongo } from '../src/index.ts';
import { type Outcome, runTables } from './case.ts';
import { LEAST, thinlyCovered, workedOut } from './coverage.ts';
import { TABLES } from './tables.ts';

const DATABASE = 'pocketmongo_conformance';
const SHOWN = 20;

/**
 * Runs the suite on the server of a URI, or on one of its own; the database of the suite is dropped there. Only the
 * tables whose name contains the second argument, when there is one.
 */
async function main(uri: string | undefined, only = ''): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'pocketmongo-conformance-'));
  const own = uri === undefined || uri === 'own';
  const server = own ? await startPocketMongo({ dataDir }) : undefined;
  const client = new MongoClient(server?.uri('admin') ?? uri ?? '', { promoteValues: false });
  try {
    const db = client.db(DATABASE);
    await db.dropDatabase();
    const tables = TABLES.filter(({ name }) => name.includes(only));
    report(await runTables(db, tables), only === '' ? SHOWN : Infinity);
    await db.dropDatabase();
  } finally {
    await client.close();
    await server?.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
  if (only === '') reportCoverage();
}

function report(outcomes: readonly Outcome[], shown: number): void {
  for (const { table, passed, failures } of outcomes) {
    const lines = failures.slice(0, shown).map((failure) => `    ${failure}\n`);
    process.stdout.write(`${passed} passed, ${failures.length} failed: ${table}\n${lines.join('')}`);
    if (failures.length > 0) process.exitCode = 1;
  }
  const passed = outcomes.reduce((total, outcome) => total + outcome.passed, 0);
  const failed = outcomes.reduce((total, outcome) => total + outcome.failures.length, 0);
  process.stdout.write(`${passed} passed, ${failed} failed in all\n`);
}

function reportCoverage(): void {
  process.stdout.write(`${workedOut(TABLES)} of the cases are worked out by hand\n`);
  for (const thin of thinlyCovered(TABLES)) {
    process.stdout.write(`fewer than ${LEAST} cases: ${thin}\n`);
    process.exitCode = 1;
  }
}

await main(process.argv[2], process.argv[3]);
