import { commandError } from '../errors.ts';
import type { Frame } from '../storage/frame.ts';

const MAX_NAMESPACE_BYTES = 255;
const MAX_DATABASE_BYTES = 63;
const INTERNAL = /^(?:admin|config|local)(?:\.|$)/;

/** Tells a database and a collection apart: the database’s name has no dot. */
export function splitNamespace(namespace: string): { database: string; name: string } {
  const dot = namespace.indexOf('.');
  return { database: namespace.slice(0, dot), name: namespace.slice(dot + 1) };
}

/** Whether a database, or that of a namespace, is one of the server's own. */
export const isInternal = (namespace: string): boolean => INTERNAL.test(namespace);

/** Checks the name of a database: what the manual forbids on Unix. */
export function checkDatabaseName(database: string): void {
  if (database === '' || /[/\\. "$\0]/.test(database) || exceeds(database, MAX_DATABASE_BYTES))
    throw commandError('InvalidNamespace', `Invalid database name: '${database}'`);
}

export const isTooLong = (namespace: string): boolean => exceeds(namespace, MAX_NAMESPACE_BYTES);

/** A code unit takes three bytes at most. */
const exceeds = (name: string, bytes: number): boolean =>
  name.length > bytes / 3 && Buffer.byteLength(name) > bytes;

/** Refuses a database whose name differs from another's in the case of its letters alone. */
export function checkDatabaseCase(frame: Frame, namespace: string): void {
  const { database } = splitNamespace(namespace);
  const folded = database.toLowerCase();
  let other: string | undefined;
  for (const collection of frame.collections()) {
    const present = splitNamespace(collection.namespace).database;
    if (present === database) return;
    if (present.toLowerCase() === folded) other = present;
  }
  if (other === undefined) return;
  throw commandError(
    'DatabaseDifferCase',
    `db already exists with different case already have: [${other}] trying to create [${database}]`,
  );
}
