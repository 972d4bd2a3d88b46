import type { Doc } from '../bson/values.ts';
import { commandError } from '../errors.ts';
import { flag } from './arguments.ts';

/** The commands of Stable API V1, as the manual lists them. */
const COMMANDS_V1 = new Set([
  'abortTransaction', 'aggregate', 'authenticate', 'bulkWrite', 'collMod', 'commitTransaction', 'count', 'create',
  'createIndexes', 'delete', 'drop', 'dropDatabase', 'dropIndexes', 'endSessions', 'explain', 'find', 'findAndModify',
  'getMore', 'hello', 'insert', 'killCursors', 'listCollections', 'listDatabases', 'listIndexes', 'ping',
  'refreshSessions', 'saslContinue', 'saslStart', 'update',
]); // prettier-ignore

/** Checks `apiVersion` and `apiStrict` of a command that has one of them. */
export function checkStableApi(body: Doc, name: string): void {
  const version = body.get('apiVersion');
  if (version === undefined) {
    throw commandError(
      'InvalidOptions',
      "Provided apiStrict and/or apiDeprecationErrors without passing apiVersion which specifies 'apiVersion'",
    );
  }
  if (version !== '1') throw commandError('APIVersionError', 'API version must be "1"');
  if (flag(body, 'apiStrict') && !COMMANDS_V1.has(name)) {
    throw commandError(
      'APIStrictError',
      `Provided apiStrict:true, but the command ${name} is not in API Version 1. ` +
        'Information on supported commands and migrations in API Version 1 can be found at https://www.mongodb.com/docs/manual/reference/stable-api/',
    );
  }
}
