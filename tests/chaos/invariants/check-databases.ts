import { join } from 'node:path';
import { openDatabase, nativeCollection, type Database } from '../../../packages/platform/src/data/index.ts';
import { silentLogger } from '../../../packages/platform/src/telemetry/index.ts';
import { startPocketMongo } from '../../../packages/pocketmongo/src/index.ts';
import { finding, type Finding } from './finding.ts';

type Leftover = {
  readonly invariant: string;
  readonly database: string;
  readonly collection: string;
  readonly filter: Readonly<Record<string, unknown>>;
};

/** What the API does not show, and what must not be there once everything has come to rest. */
const LEFTOVERS: readonly Leftover[] = [
  {
    invariant: 'no checkout is under way',
    database: 'orders',
    collection: 'checkouts',
    filter: { state: { $nin: ['completed', 'failed'] } },
  },
  {
    invariant: 'the orders’ streams are told',
    database: 'orders',
    collection: 'events',
    filter: { unpublished: true },
  },
  {
    invariant: 'the payments’ outbox is empty',
    database: 'payments',
    collection: 'outbox',
    filter: {},
  },
  {
    invariant: 'the stock’s outboxes are empty',
    database: 'inventory',
    collection: 'stocks',
    filter: { outboxAt: { $exists: true } },
  },
  {
    invariant: 'no reservation is open',
    database: 'inventory',
    collection: 'reservations',
    filter: { state: { $nin: ['sold', 'released', 'expired', 'out-of-stock'] } },
  },
];

/** Looks into the databases of a Souk that is stopped. */
export async function checkDatabases(dataDir: string): Promise<Finding[]> {
  const server = await startPocketMongo({ dataDir: join(dataDir, 'database'), mode: 'inline' });
  const opened = new Map<string, Database>();
  try {
    const findings: Finding[] = [];
    for (const leftover of LEFTOVERS) {
      const { database: name } = leftover;
      const db =
        opened.get(name) ?? (await openDatabase({ name, uri: server.uri(name), log: silentLogger() }));
      opened.set(name, db);
      findings.push(await look(db, leftover));
    }
    const events = await openDatabase({ name: 'events', uri: server.uri('events'), log: silentLogger() });
    opened.set('events', events);
    return [...findings, await everythingHeard(events)];
  } finally {
    for (const db of opened.values()) await db.close();
    await server.stop();
  }
}

async function look(db: Database, { invariant, collection, filter }: Leftover): Promise<Finding> {
  const documents = nativeCollection<{ readonly _id: string }>(db, collection);
  const found = await documents
    .find(filter, { projection: { _id: 1 } })
    .limit(100)
    .toArray();
  return finding(
    invariant,
    await documents.countDocuments({}),
    found.map(({ _id }) => `${db.name}.${collection} ${_id}`),
  );
}

async function everythingHeard(events: Database): Promise<Finding> {
  const log = nativeCollection<{ readonly _id: number }>(events, 'log');
  const offsets = nativeCollection<{ readonly _id: string; readonly position: number }>(events, 'offsets');
  const [last] = await log
    .find({}, { projection: { _id: 1 } })
    .sort({ _id: -1 })
    .limit(1)
    .toArray();
  const end = last?._id ?? 0;
  const consumers = await offsets.find({}).toArray();
  const behind = consumers.filter(({ position }) => position < end);
  return finding(
    'every consumer has read the log to its end',
    consumers.length,
    behind.map(({ _id, position }) => `${_id} stands at ${position} of ${end}`),
  );
}
