import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { startPocketMongo } from '../src/index.ts';
import { type Outcome, runTables } from './case.ts';
import { TABLES } from './tables.ts';

const DATABASE = 'pocketmongo_conformance';
const SHOWN = 20;

/** Runs the suite on the server of a URI, or on one of its own; the database of the suite is dropped there. */
async function main(uri: string | undefined): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'pocketmongo-conformance-'));
  const server = uri === undefined ? await startPocketMongo({ dataDir }) : undefined;
  const client = new MongoClient(uri ?? server?.uri('admin') ?? '', { promoteValues: false });
  try {
    const db = client.db(DATABASE);
    await db.dropDatabase();
    report(await runTables(db, TABLES));
    await db.dropDatabase();
  } finally {
    await client.close();
    await server?.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

function report(outcomes: readonly Outcome[]): void {
  for (const { table, passed, failures } of outcomes) {
    const lines = failures.slice(0, SHOWN).map((failure) => `    ${failure}\n`);
    process.stdout.write(`${passed} passed, ${failures.length} failed: ${table}\n${lines.join('')}`);
    if (failures.length > 0) process.exitCode = 1;
  }
}

await main(process.argv[2]);
