import type { Db, MongoClient } from 'mongodb';
import { clientBulkResult } from '../driver-results.ts';
import type { Fields } from '../format.ts';
import { Skipped } from '../outcome.ts';
import type { Arguments } from './argument.ts';
import { clientBulkModel } from './bulk-model.ts';

/** Operations of a client that end with a result. */
export const CLIENT_OPERATIONS: Readonly<
  Record<string, (client: MongoClient, given: Arguments) => Promise<unknown>>
> = {
  listDatabases: async (client, given) => {
    const { databases } = await client.db('admin').admin().listDatabases(given.optionsBut());
    return databases;
  },
  listDatabaseNames: async (client, given) => {
    const options = { ...given.optionsBut(), nameOnly: true as const };
    const { databases } = await client.db('admin').admin().listDatabases(options);
    return databases.map(({ name }) => name);
  },
  listDatabaseObjects: () => Promise.reject(new Skipped('the driver has no listDatabaseObjects')),
  clientBulkWrite: async (client, given) => {
    const models = given.documents('models').map(clientBulkModel);
    return clientBulkResult(
      // The driver's type ties each model to its namespace, which a file can't.
      await client.bulkWrite(models, given.optionsBut('models')),
    );
  },
  dropDatabase: (client, given) =>
    client.db(given.text('database')).dropDatabase(given.optionsBut('database')),
  close: (client) => client.close(),
};

/** Operations of a database that end with a result. */
export const DATABASE_OPERATIONS: Readonly<Record<string, (db: Db, given: Arguments) => Promise<unknown>>> = {
  aggregate: (db, given) => db.aggregate(given.documents('pipeline'), given.optionsBut('pipeline')).toArray(),
  listCollections: (db, given) => db.listCollections(filterOf(given), given.optionsBut('filter')).toArray(),
  listCollectionNames: async (db, given) => {
    const options = { ...given.optionsBut('filter'), nameOnly: true as const };
    const collections = await db.listCollections(filterOf(given), options).toArray();
    return collections.map(({ name }) => name);
  },
  listCollectionObjects: async (db, given) => {
    const collections = await db.collections(given.optionsBut());
    return collections.map(({ collectionName }) => collectionName);
  },
  createCollection: (db, given) =>
    db.createCollection(given.text('collection'), given.optionsBut('collection')),
  dropCollection: (db, given) => db.dropCollection(given.text('collection'), given.optionsBut('collection')),
  // The driver has no method for collMod.
  modifyCollection: (db, given) => {
    const { session, ...changes } = given.optionsBut('collection');
    return db.command({ collMod: given.text('collection'), ...changes }, { session } as Fields);
  },
  runCommand: (db, given) => db.command(commandOf(given), given.optionsBut('command', 'commandName')),
  runCursorCommand: (db, given) => cursorCommand(db, given).toArray(),
};

const filterOf = (given: Arguments): Fields => (given.value('filter') ?? {}) as Fields;

/** The command with its name first, which JSON keeps anyway. */
function commandOf(given: Arguments): Fields {
  const command = given.document('command');
  const name = given.text('commandName');
  return { [name]: command[name], ...command };
}

/** The cursor of a command; `batchSize`, `maxTimeMS` and `comment` are those of its getMore. */
export function cursorCommand(db: Db, given: Arguments): ReturnType<Db['runCursorCommand']> {
  const own = ['command', 'commandName', 'batchSize', 'maxTimeMS', 'comment'];
  const cursor = db.runCursorCommand(commandOf(given), given.optionsBut(...own));
  const [batchSize, maxTimeMs, comment] = [
    given.value('batchSize'),
    given.value('maxTimeMS'),
    given.value('comment'),
  ];
  if (typeof batchSize === 'number') cursor.setBatchSize(batchSize);
  if (typeof maxTimeMs === 'number') cursor.setMaxTimeMS(maxTimeMs);
  if (comment !== undefined) cursor.setComment(comment);
  return cursor;
}
