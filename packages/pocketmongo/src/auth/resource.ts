/**
 * What a privilege is about: a collection of a database, the server as a whole (`cluster`), or everything (`any`). An
 * empty collection means all of the database but its system collections, an empty database all databases.
 */
export type Resource = { db: string; collection: string } | 'cluster' | 'any';

export const databaseResource = (db: string): Resource => ({ db, collection: '' });

/** The resource of a namespace `db.collection`. */
export function collectionResource(namespace: string): Resource {
  const dot = namespace.indexOf('.');
  return { db: namespace.slice(0, dot), collection: namespace.slice(dot + 1) };
}

/** Tells resources apart; a database's name holds no dot. */
export const resourceKey = (resource: Resource): string =>
  typeof resource === 'string' ? resource : `${resource.db}.${resource.collection}`;
