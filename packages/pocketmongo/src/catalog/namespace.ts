/** Tells a database and a collection apart: the database’s name has no dot. */
export function splitNamespace(namespace: string): { database: string; name: string } {
  const dot = namespace.indexOf('.');
  return { database: namespace.slice(0, dot), name: namespace.slice(dot + 1) };
}
