import { GridFSBucket, MongoClient, type ServerApi } from 'mongodb';
import type { EntityMap } from './entities.ts';
import { type Fields, fieldsOf, onlyEntry, stringOf } from './format.ts';
import { observe } from './observed-events.ts';
import { driverOptions } from './options.ts';
import { Skipped, Unsupported } from './outcome.ts';
import { createThread } from './thread.ts';

/** Makes the entities that a test file lists, in their order; `uri` is the server's. */
export async function createEntities(
  list: readonly unknown[],
  entities: EntityMap,
  uri: string,
): Promise<void> {
  for (const one of list) {
    const [kind, options] = onlyEntry(one, 'entity');
    const id = stringOf(options.id, `id of ${kind}`);
    switch (kind) {
      case 'client':
        await createClient(id, options, entities, uri);
        break;
      case 'database':
        createDatabase(id, options, entities);
        break;
      case 'collection':
        createCollection(id, options, entities);
        break;
      case 'session':
        createSession(id, options, entities);
        break;
      case 'bucket':
        createBucket(id, options, entities);
        break;
      case 'thread':
        entities.set(id, { kind: 'thread', thread: createThread() });
        break;
      case 'clientEncryption':
        throw new Skipped('needs client-side encryption');
      default:
        throw new Unsupported(`the entity ${kind}`);
    }
  }
}

async function createClient(id: string, options: Fields, entities: EntityMap, uri: string): Promise<void> {
  if (options.autoEncryptOpts !== undefined) throw new Skipped('needs client-side encryption');
  if (options.observeLogMessages !== undefined) throw new Skipped('the runner reads no log messages');
  if (options.observeTracingMessages !== undefined) throw new Skipped('the driver writes no tracing spans');
  const uriOptions = fieldsOf(options.uriOptions ?? {}, 'uriOptions');
  const client = new MongoClient(withOptions(uri, uriOptions), {
    monitorCommands: true,
    // A server that isn't there, as a secondary, is not waited for longer.
    serverSelectionTimeoutMS: 5000,
    ...(uriOptions.heartbeatFrequencyMS === undefined ? { minHeartbeatFrequencyMS: 50 } : {}),
    ...(options.serverApi === undefined ? {} : { serverApi: options.serverApi as ServerApi }),
  });
  const observed = observe(client, options);
  entities.set(id, { kind: 'client', client, observed });
  await client.connect();
  observed.forgetCheckOuts();
  if (options.awaitMinPoolSizeMS !== undefined) throw new Unsupported('awaitMinPoolSizeMS');
}

function withOptions(uri: string, options: Fields): string {
  const url = new URL(uri);
  for (const [name, value] of Object.entries(options)) {
    url.searchParams.delete(name);
    for (const one of Array.isArray(value) ? value : [value]) url.searchParams.append(name, String(one));
  }
  if (options.directConnection === true) url.searchParams.delete('replicaSet');
  return url.toString();
}

function createDatabase(id: string, options: Fields, entities: EntityMap): void {
  const { client } = entities.get(stringOf(options.client, 'client'), 'client');
  const given = driverOptions(fieldsOf(options.databaseOptions ?? {}, 'databaseOptions'), entities);
  entities.set(id, {
    kind: 'database',
    db: client.db(stringOf(options.databaseName, 'databaseName'), given),
  });
}

function createCollection(id: string, options: Fields, entities: EntityMap): void {
  const { db } = entities.get(stringOf(options.database, 'database'), 'database');
  const given = driverOptions(fieldsOf(options.collectionOptions ?? {}, 'collectionOptions'), entities);
  const name = stringOf(options.collectionName, 'collectionName');
  entities.set(id, { kind: 'collection', collection: db.collection(name, given) });
}

function createSession(id: string, options: Fields, entities: EntityMap): void {
  const { client } = entities.get(stringOf(options.client, 'client'), 'client');
  const given = driverOptions(fieldsOf(options.sessionOptions ?? {}, 'sessionOptions'), entities);
  const session = client.startSession(given);
  // Kept, since an ended session has no id any more.
  entities.set(id, { kind: 'session', session, lsid: session.id });
}

function createBucket(id: string, options: Fields, entities: EntityMap): void {
  const { db } = entities.get(stringOf(options.database, 'database'), 'database');
  const given = driverOptions(fieldsOf(options.bucketOptions ?? {}, 'bucketOptions'), entities);
  entities.set(id, { kind: 'bucket', bucket: new GridFSBucket(db, given) });
}
