import { createHash } from 'node:crypto';
import type { Database } from '../../../packages/platform/src/data/index.ts';

/** What may change while a request is refused: who asked what, and the keys under which it was asked. */
export const BOOKKEEPING = new Set(['audit', 'idempotency', 'idempotencyResults']);

/** A hash over all documents of each collection, by the collection's full name; bookkeeping is left out. */
export type Fingerprint = ReadonlyMap<string, string>;

/** Reads everything that Souk has stored. */
export async function fingerprintOf(databases: readonly Database[]): Promise<Fingerprint> {
  const parts = await Promise.all(databases.map(hashCollections));
  return new Map(parts.flat().toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** The collections in which two fingerprints differ. */
export function differences(before: Fingerprint, after: Fingerprint): string[] {
  const names = new Set([...before.keys(), ...after.keys()]);
  return [...names].filter((name) => before.get(name) !== after.get(name));
}

async function hashCollections({ name, connection }: Database): Promise<[string, string][]> {
  const db = connection.getClient().db(connection.name);
  const collections = await db.listCollections({}, { nameOnly: true }).toArray();
  const told = collections.filter((collection) => !BOOKKEEPING.has(collection.name));
  return Promise.all(
    told.map(async (collection): Promise<[string, string]> => {
      const hash = createHash('sha256');
      const documents = db.collection(collection.name).find({}, { raw: true }).sort({ _id: 1 });
      for (const bytes of await documents.toArray()) hash.update(bytes as unknown as Buffer);
      return [`${name}.${collection.name}`, hash.digest('base64url')];
    }),
  );
}
