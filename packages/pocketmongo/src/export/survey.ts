import type { CollectionInfo, Document, MongoClient } from 'mongodb';

/** A collection or view of the source. */
export interface Entry {
  database: string;
  name: string;
  type: 'collection' | 'view';
  options: Document;
  /** Without the one on `_id`, which comes with the collection. */
  indexes: readonly Document[];
}

export interface Survey {
  entries: readonly Entry[];
  /** `name@database (roles)`: passwords are stored as salted keys that can't be moved. */
  users: readonly string[];
  /** `name@database`, of roles that users have made. */
  roles: readonly string[];
}

const INTERNAL_DATABASES = new Set(['local', 'config']);

/** What there is to move. `only` names databases; missing: all. */
export async function survey(source: MongoClient, only: ReadonlySet<string> | undefined): Promise<Survey> {
  const { databases } = await source.db('admin').admin().listDatabases({ nameOnly: true });
  const chosen = databases
    .map(({ name }) => name)
    .filter((name) => !INTERNAL_DATABASES.has(name) && (only === undefined || only.has(name)));
  const missing = Array.from(only ?? []).filter((name) => !chosen.includes(name));
  if (missing.length > 0) throw new Error(`the source has no database ${missing.join(', ')}`);
  const entries: Entry[] = [];
  for (const database of chosen) entries.push(...(await entriesOf(source, database)));
  return {
    entries,
    users: await usersOf(source),
    roles: await rolesOf(source, new Set([...chosen, 'admin'])),
  };
}

async function entriesOf(source: MongoClient, database: string): Promise<Entry[]> {
  const listed = await source.db(database).listCollections<CollectionInfo>({}, { nameOnly: false }).toArray();
  const entries: Entry[] = [];
  for (const { name, type = 'collection', options = {} } of listed) {
    if (name.startsWith('system.')) continue;
    const indexes = type === 'view' ? [] : await indexesOf(source, database, name);
    // A time series is a collection by its options.
    entries.push({ database, name, type: type === 'view' ? 'view' : 'collection', options, indexes });
  }
  return entries;
}

async function indexesOf(source: MongoClient, database: string, name: string): Promise<Document[]> {
  const cursor = source.db(database).collection(name).listIndexes({ promoteValues: false, bsonRegExp: true });
  const listed = (await cursor.toArray()) as Document[];
  return listed.filter((index) => !isOnId(index)).map((index) => movable(index, name));
}

/** The index on `_id` alone; in a clustered collection it may have any name. */
function isOnId(index: Document): boolean {
  return Object.keys(index['key'] as Document).join() === '_id';
}

/** JavaScript puts fields named like numbers first; the order of an index's fields would change in silence. */
function movable(index: Document, collection: string): Document {
  const fields = Object.keys(index['key'] as Document);
  if (fields.length > 1 && fields.some((field) => /^\d+$/.test(field)))
    throw new Error(
      `${collection}: index ${String(index['name'])} has a field named like a number; make it by hand`,
    );
  const spec = { ...index };
  delete spec['ns'];
  return spec;
}

async function usersOf(source: MongoClient): Promise<string[]> {
  const reply = await source.db('admin').command({ usersInfo: { forAllDBs: true } });
  return (reply['users'] as Document[]).map((user) => {
    const roles = (user['roles'] as Document[]).map(({ role, db }) => `${role}@${db}`);
    return `${user['user']}@${user['db']} (${roles.join(', ')})`;
  });
}

async function rolesOf(source: MongoClient, databases: ReadonlySet<string>): Promise<string[]> {
  const names: string[] = [];
  for (const database of databases) {
    const { roles } = await source.db(database).command({ rolesInfo: 1 });
    names.push(...(roles as Document[]).map(({ role, db }) => `${role}@${db}`));
  }
  return names;
}
