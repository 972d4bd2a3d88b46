import mongoose, { type ClientSession, type mongo } from 'mongoose';
import type { Database } from './database.ts';
import { isCommandUnknown } from './mongo-errors.ts';
import type { NativeCollection } from './native-collection.ts';

type Target = NativeCollection<mongo.Document>;

/** One of the writes of a transaction. A change whose document is not there ends the transaction with `missing`'s error. */
export type Write =
  | { readonly kind: 'insert'; readonly to: Target; readonly document: mongo.Document }
  | {
      readonly kind: 'change';
      readonly to: Target;
      readonly filter: mongo.Document;
      /** Operators, or a whole document. */
      readonly change: mongo.Document;
      /** With 'insert' a document that is not there is made. */
      readonly missing: 'insert' | (() => Error);
    };

export function inserting<T extends mongo.Document>(
  to: NativeCollection<T>,
  document: mongo.OptionalUnlessRequiredId<T>,
): Write {
  return { kind: 'insert', to: to as unknown as Target, document };
}

export function changing<T extends mongo.Document>(
  to: NativeCollection<T>,
  filter: mongo.Filter<T>,
  change: mongo.UpdateFilter<T> | mongo.WithoutId<T>,
  missing: 'insert' | (() => Error),
): Write {
  return { kind: 'change', to: to as unknown as Target, filter, change, missing };
}

/**
 * Does the writes in their order, in the transaction of `session`: with one command (`bulkWrite`) where the server knows it,
 * which pocketmongo and MongoDB from 8.0 on do, else one by one. What is undefined is left out.
 * @throws the server's error, or that of the first change whose document is not there. At once, a later write may be refused
 * (a unique index) before it is seen that an earlier one has found nothing: callers must be ready for either.
 */
export async function writeTogether(
  db: Database,
  session: ClientSession,
  writes: readonly Write[],
): Promise<void> {
  if (writes.length > 1 && (await knowsBulkWrite(db))) return writeAtOnce(db, session, writes);
  for (const write of writes) await writeAlone(session, write);
}

async function writeAlone(session: ClientSession, write: Write): Promise<void> {
  const options = { session, ignoreUndefined: true };
  if (write.kind === 'insert') {
    await write.to.insertOne(write.document, options);
    return;
  }
  const { to, filter, change, missing } = write;
  const changed = Object.keys(change)[0]?.startsWith('$')
    ? await to.updateOne(filter, change, { ...options, upsert: missing === 'insert' })
    : await to.replaceOne(filter, change, { ...options, upsert: missing === 'insert' });
  if (changed.matchedCount === 0 && missing !== 'insert') throw missing();
}

async function writeAtOnce(db: Database, session: ClientSession, writes: readonly Write[]): Promise<void> {
  const namespaces = [...new Set(writes.map(({ to }) => to.namespace))];
  const reply = await adminOf(db).command(
    {
      bulkWrite: 1,
      ops: writes.map((write) => operation(write, namespaces.indexOf(write.to.namespace))),
      nsInfo: namespaces.map((ns) => ({ ns })),
    },
    { session, ignoreUndefined: true },
  );
  // The results of a transaction's few writes fit into the first batch.
  const { firstBatch } = reply['cursor'] as { readonly firstBatch: readonly Result[] };
  for (const [index, write] of writes.entries()) check(write, firstBatch[index]);
}

function operation(write: Write, namespace: number): mongo.Document {
  if (write.kind === 'insert') return { insert: namespace, document: write.document };
  const { filter, change, missing } = write;
  return {
    update: namespace,
    filter,
    updateMods: change,
    multi: false,
    ...(missing === 'insert' && { upsert: true }),
  };
}

/** What became of one operation; the error's fields beside it when there was one. */
type Result = { readonly ok: number; readonly n: number; readonly errmsg?: string };

function check(write: Write, result: Result | undefined): void {
  if (result === undefined) throw new TypeError('the server has not told what became of a write');
  if (result.ok !== 1) throw new mongoose.mongo.MongoServerError({ ...result });
  if (write.kind === 'change' && result.n === 0 && write.missing !== 'insert') throw write.missing();
}

const known = new WeakMap<mongo.MongoClient, Promise<boolean>>();

/** Asked once, by a command that does nothing: its version does not say what a compatible server knows. */
function knowsBulkWrite(db: Database): Promise<boolean> {
  const client = db.connection.getClient();
  const answer = known.get(client) ?? askForBulkWrite(db);
  known.set(client, answer);
  answer.catch(() => known.delete(client));
  return answer;
}

async function askForBulkWrite(db: Database): Promise<boolean> {
  try {
    await adminOf(db).command({ bulkWrite: 1, ops: [], nsInfo: [] });
  } catch (error) {
    if (!Error.isError(error) || !('code' in error)) throw error;
    return !isCommandUnknown(error);
  }
  return true;
}

const admins = new WeakMap<mongo.MongoClient, mongo.Db>();

/** The command is asked of the server, whichever database it writes to. */
function adminOf(db: Database): mongo.Db {
  const client = db.connection.getClient();
  const admin = admins.get(client) ?? client.db('admin');
  admins.set(client, admin);
  return admin;
}
