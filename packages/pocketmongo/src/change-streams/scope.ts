import { isInternal, splitNamespace } from '../catalog/namespace.ts';
import type { LoggedChange } from '../oplog/decode-row.ts';

/** What a stream watches: everything, a database, or a collection. */
export type Scope = { database?: string | undefined; namespace?: string | undefined };

const renamedTo = (change: LoggedChange): string | undefined => {
  const to = change.kind === 'rename' ? change.description.get('to') : undefined;
  return typeof to === 'string' ? to : undefined;
};

/** Whether a stream tells of a change. What the server keeps for itself is told to nobody. */
export function concerns(change: LoggedChange, { database, namespace }: Scope): boolean {
  if (change.kind === 'dropDatabase') return database === undefined || change.namespace === database;
  const to = renamedTo(change);
  if (namespace !== undefined) return change.namespace === namespace || to === namespace;
  return (
    isPublic(change.namespace, database) ||
    (to !== undefined && database !== undefined && isPublic(to, database))
  );
}

function isPublic(namespace: string, database: string | undefined): boolean {
  const { database: own, name } = splitNamespace(namespace);
  if (database === undefined ? isInternal(own) : own !== database) return false;
  return !name.startsWith('system.') && !name.startsWith('$');
}

/** A collection's stream ends with the collection, a database's with the database. */
export function ends(change: LoggedChange, { database, namespace }: Scope): boolean {
  if (database === undefined) return false;
  if (change.kind === 'dropDatabase') return true;
  return namespace !== undefined && (change.kind === 'drop' || change.kind === 'rename');
}
