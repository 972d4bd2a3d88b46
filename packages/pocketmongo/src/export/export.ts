import { MongoClient } from 'mongodb';
import { copyDocuments, createEntry, createIndexes } from './copy-collection.ts';
import { survey, type Entry } from './survey.ts';

export interface ExportRequest {
  /** Connection strings. */
  from: string;
  to: string;
  /** Databases to move; missing: all. */
  only: ReadonlySet<string> | undefined;
  /** Drops what the target has under the same names; otherwise that is refused. */
  drop: boolean;
  /** Hears one line per step. */
  tell: (line: string) => void;
}

const PROGRESS_EVERY = 50_000;

/**
 * Moves databases, collections with options, indexes, views and documents to another server, and compares the numbers
 * of documents and the names of indexes at the end. Returns what differs; empty when all is well. The source must not be written to
 * meanwhile.
 */
export async function exportDatabases(request: ExportRequest): Promise<string[]> {
  const source = new MongoClient(request.from, { appName: 'pocketmongo export' });
  const target = new MongoClient(request.to, { appName: 'pocketmongo export' });
  try {
    await source.connect();
    await target.connect();
    const { entries, users, roles } = await survey(source, request.only);
    await clearTarget(target, entries, request.drop);
    const collections = entries.filter(({ type }) => type === 'collection');
    for (const entry of collections) await moveCollection(source, target, entry, request.tell);
    // A view may look at another collection or view; the server accepts them in any order.
    for (const entry of entries.filter(({ type }) => type === 'view')) {
      await createEntry(target, entry);
      request.tell(`${spaceOf(entry)}: view`);
    }
    for (const role of roles) request.tell(`role ${role}: not moved; create it on the target`);
    for (const user of users) request.tell(`user ${user}: can't be moved; create it on the target`);
    return await compare(source, target, collections);
  } finally {
    await source.close();
    await target.close();
  }
}

const spaceOf = ({ database, name }: Entry): string => `${database}.${name}`;

async function moveCollection(
  source: MongoClient,
  target: MongoClient,
  entry: Entry,
  tell: (line: string) => void,
): Promise<void> {
  await createEntry(target, entry);
  let told = 0;
  const copied = await copyDocuments(source, target, entry, (sofar) => {
    if (sofar - told < PROGRESS_EVERY) return;
    told = sofar;
    tell(`${spaceOf(entry)}: ${sofar} documents …`);
  });
  await createIndexes(target, entry);
  tell(`${spaceOf(entry)}: ${copied} documents, ${entry.indexes.length} indexes beside that on _id`);
}

async function clearTarget(target: MongoClient, entries: readonly Entry[], drop: boolean): Promise<void> {
  const present: Entry[] = [];
  for (const database of new Set(entries.map((entry) => entry.database))) {
    const listed = await target.db(database).listCollections({}, { nameOnly: true }).toArray();
    const names = new Set(listed.map(({ name }) => name));
    present.push(...entries.filter((entry) => entry.database === database && names.has(entry.name)));
  }
  if (present.length > 0 && !drop)
    throw new Error(`the target already has ${present.map(spaceOf).join(', ')}; --drop replaces them`);
  for (const { database, name } of present) await target.db(database).dropCollection(name);
}

async function compare(
  source: MongoClient,
  target: MongoClient,
  collections: readonly Entry[],
): Promise<string[]> {
  const differences: string[] = [];
  for (const entry of collections) {
    const of = (client: MongoClient) => client.db(entry.database).collection(entry.name);
    const here = await of(source).countDocuments();
    const there = await of(target).countDocuments();
    if (here !== there) differences.push(`${spaceOf(entry)}: ${here} documents here, ${there} on the target`);
    const present = new Set((await of(target).indexes()).map(({ name }) => name));
    for (const { name } of entry.indexes)
      if (!present.has(String(name)))
        differences.push(`${spaceOf(entry)}: index ${String(name)} is not on the target`);
  }
  return differences;
}
