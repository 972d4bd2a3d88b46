import type { Database } from '../../../packages/platform/src/data/index.ts';
import { BOOKKEEPING } from './fingerprint.ts';

const READS = new Set([
  'find',
  'getMore',
  'aggregate',
  'count',
  'distinct',
  'explain',
  'listCollections',
  'listIndexes',
  'hello',
  'ping',
  'saslStart',
  'saslContinue',
  'killCursors',
  'endSessions',
  'commitTransaction',
  'abortTransaction',
]);

/**
 * Counts the commands with which the services write, bookkeeping left out. As long as the count stands still, nothing has
 * changed and need not be hashed again.
 */
export function watchWrites(databases: readonly Database[]): () => number {
  let writes = 0;
  for (const { connection } of databases) {
    connection.getClient().on('commandStarted', ({ commandName, command }) => {
      if (READS.has(commandName)) return;
      const collection: unknown = (command as Record<string, unknown>)[commandName];
      if (typeof collection !== 'string' || !BOOKKEEPING.has(collection)) writes += 1;
    });
  }
  return () => writes;
}
