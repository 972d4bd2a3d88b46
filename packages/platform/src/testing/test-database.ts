import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from '../data/index.ts';
import { silentLogger } from '../telemetry/index.ts';

export type TestDatabase = {
  readonly db: Database;
  /** Another database on the same server: a second service, or the event log's. */
  another(name: string): Promise<Database>;
  /** Closes the databases, stops the server and removes its files. */
  stop(): Promise<void>;
};

/** A fresh embedded server in this process with the service's database. One for each test file: it takes a moment. */
export async function startTestDatabase(serviceName: string): Promise<TestDatabase> {
  // Loaded here: most tests that import this file open no database.
  const [{ startPocketMongo }, { openDatabase }] = await Promise.all([
    import('pocketmongo'),
    import('../data/index.ts'),
  ]);
  const dataDir = await mkdtemp(join(tmpdir(), 'souk-test-'));
  const server = await startPocketMongo({ dataDir, mode: 'inline' });
  const opened: Database[] = [];
  const open = async (name: string) => {
    const db = await openDatabase({ name, uri: server.uri(name), log: silentLogger() });
    opened.push(db);
    return db;
  };
  return {
    db: await open(serviceName),
    another: open,
    stop: async () => {
      for (const db of opened) await db.close();
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
