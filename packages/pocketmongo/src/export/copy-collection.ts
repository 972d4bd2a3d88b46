import type { Collection, Document, MongoClient } from 'mongodb';
import { exactDocument } from './exact-bson.ts';
import type { Entry } from './survey.ts';

const BATCH_DOCUMENTS = 1_000;
const BATCH_BYTES = 8 * 1024 * 1024;

/** Makes a collection or view with its options on the target. */
export async function createEntry(target: MongoClient, { database, name, options }: Entry): Promise<void> {
  await target.db(database).command({ create: name, ...options });
}

export async function createIndexes(
  target: MongoClient,
  { database, name, options, indexes }: Entry,
): Promise<void> {
  if (indexes.length === 0) return;
  // Without a collation of its own an index would take over the collection's.
  const own =
    options.collation === undefined
      ? indexes
      : indexes.map((index) => ({ collation: { locale: 'simple' }, ...index }));
  await target.db(database).command({ createIndexes: name, indexes: own });
}

/** Copies the documents in their natural order, byte for byte. `progress` hears how many there are so far. */
export async function copyDocuments(
  source: MongoClient,
  target: MongoClient,
  { database, name }: Entry,
  progress: (copied: number) => void,
): Promise<number> {
  const into = target.db(database).collection(name);
  const cursor = source
    .db(database)
    .collection(name)
    .find({}, { raw: true, hint: { $natural: 1 }, batchSize: BATCH_DOCUMENTS });
  let copied = 0;
  let batch: Document[] = [];
  let bytes = 0;
  for await (const row of cursor) {
    // With `raw` the driver gives bytes, whatever its type says.
    const raw = row as unknown as Uint8Array;
    batch.push(exactDocument(raw));
    bytes += raw.length;
    if (batch.length < BATCH_DOCUMENTS && bytes < BATCH_BYTES) continue;
    copied += await send(into, batch);
    progress(copied);
    batch = [];
    bytes = 0;
  }
  if (batch.length > 0) copied += await send(into, batch);
  return copied;
}

async function send(into: Collection, batch: Document[]): Promise<number> {
  // forceServerObjectId: the documents are maps, to which the driver must add nothing.
  const options = { ordered: true, forceServerObjectId: true, bypassDocumentValidation: true };
  return (await into.insertMany(batch, options)).insertedCount;
}
