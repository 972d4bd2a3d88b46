import type { Doc } from '../bson/values.ts';

const KINDS: ReadonlyMap<string, string> = new Map([
  ['find', 'query'],
  ['insert', 'insert'],
  ['update', 'update'],
  ['delete', 'remove'],
  ['getMore', 'getmore'],
]);

/** What mongod calls the kind of a command in `currentOp` and in the profile. */
export const operationKind = (name: string): string => KINDS.get(name) ?? 'command';

/** The namespace that a command is about. */
export function namespaceOfCommand(database: string, name: string, body: Doc): string {
  const target = body.get(name === 'getMore' ? 'collection' : name);
  return typeof target === 'string' ? `${database}.${target}` : `${database}.$cmd`;
}

/** Fields that say nothing of what a command does, or that are nobody's business. */
const UNTOLD = new Set(['$clusterTime', 'pwd', 'payload', 'key', 'saslStart', 'saslContinue']);

/** A command as it is shown to others. */
export function shownCommand(name: string, body: Doc): Doc {
  if (/sasl|user|authenticate/i.test(name)) return new Map([[name, '###']]);
  return new Map([...body].filter(([field]) => !UNTOLD.has(field) || field === name || name === 'distinct'));
}
