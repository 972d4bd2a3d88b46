import type { Doc, Value } from '../bson/values.ts';
import { isTooLong } from '../catalog/namespace.ts';
import { commandError } from '../errors.ts';

/** The namespace `db.collection` that a command names in its first field. */
export function namespaceOf(database: string, body: Doc, command: string): string {
  return namespace(database, body.get(command));
}

/** The views of a database, as documents. */
export const SYSTEM_VIEWS = 'system.views';
/** Collections that mongod has; no other has such a name. */
const SERVERS = /^system\.(?:buckets\.|(?:js|profile|roles|sessions|users|version|views)$)/;
/** Collections of the server's own that may be read. */
export const READABLE: ReadonlySet<string> = new Set([SYSTEM_VIEWS, 'system.profile']);

/** As {@link namespaceOf}, for a command that only reads. */
export function readableNamespaceOf(database: string, body: Doc, command: string): string {
  return readableNamespace(database, body.get(command));
}

/** As {@link namespace}, where it is only read. */
export function readableNamespace(database: string, collection: Value | undefined): string {
  return typeof collection === 'string' && READABLE.has(collection)
    ? `${database}.${collection}`
    : namespace(database, collection);
}

/** Joins and checks the parts of a namespace. */
export function namespace(database: string, collection: Value | undefined): string {
  if (typeof collection !== 'string') {
    throw commandError('InvalidNamespace', 'collection name has invalid type');
  }
  const full = `${database}.${collection}`;
  checkCollectionName(collection, full);
  if (collection.includes('$')) throw invalidNamespace(full);
  if (collection.startsWith('system.')) {
    if (!SERVERS.test(collection)) throw invalidNamespace(full);
    throw commandError(
      'Unauthorized',
      `not authorized on ${database} to access the system collection ${full}`,
    );
  }
  if (isTooLong(full)) {
    throw commandError('InvalidNamespace', `Fully qualified namespace is too long: ${full}`);
  }
  return full;
}

/** Checks the name of a collection that need not be one of the server's. */
export function checkCollectionName(collection: string, full: string): void {
  if (collection === '' || collection.startsWith('.') || collection.includes('\0'))
    throw invalidNamespace(full);
}

const invalidNamespace = (full: string): Error =>
  commandError('InvalidNamespace', `Invalid namespace specified '${full}'`);
