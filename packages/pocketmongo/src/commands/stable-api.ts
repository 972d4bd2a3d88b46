import { type Doc, isDoc, type Value } from '../bson/values.ts';
import { commandError, locationError } from '../errors.ts';
import { flag } from './arguments.ts';

/** The commands of Stable API V1, as the manual lists them. */
const COMMANDS_V1 = new Set([
  'abortTransaction', 'aggregate', 'authenticate', 'bulkWrite', 'collMod', 'commitTransaction', 'count', 'create',
  'createIndexes', 'delete', 'drop', 'dropDatabase', 'dropIndexes', 'endSessions', 'explain', 'find', 'findAndModify',
  'getMore', 'hello', 'insert', 'killCursors', 'listCollections', 'listDatabases', 'listIndexes', 'ping',
  'refreshSessions', 'saslContinue', 'saslStart', 'update',
]); // prettier-ignore

/** Stages of `aggregate` that are not in it, as the manual lists them; `$collStats` is with its count alone. */
const STAGES_OUTSIDE = new Set([
  '$currentOp', '$indexStats', '$listLocalSessions', '$listSessions', '$planCacheStats', '$search',
]); // prettier-ignore

export const isInStableApi = (command: string): boolean => COMMANDS_V1.has(command);

export const speaksOfStableApi = (body: Doc): boolean =>
  body.has('apiVersion') || body.has('apiStrict') || body.has('apiDeprecationErrors');

/** Checks `apiVersion` and `apiStrict` of a command that has one of the fields of the stable API. */
export function checkStableApi(body: Doc, name: string): void {
  const version = body.get('apiVersion');
  if (version === undefined) {
    throw locationError(
      4886600,
      "Provided apiStrict and/or apiDeprecationErrors without passing apiVersion which specifies 'apiVersion'",
    );
  }
  if (version !== '1') throw commandError('APIVersionError', 'API version must be "1"');
  if (!flag(body, 'apiStrict')) return;
  if (!COMMANDS_V1.has(name)) throw notInVersion(`the command ${name}`);
  const stage = name === 'aggregate' ? stageOutside(body.get('pipeline')) : undefined;
  if (stage !== undefined) throw notInVersion(`the stage ${stage}`);
}

function stageOutside(pipeline: Value | undefined): string | undefined {
  const stages = Array.isArray(pipeline) ? pipeline.filter(isDoc) : [];
  for (const [name, operand] of stages.flatMap((stage) => [...stage])) {
    if (STAGES_OUTSIDE.has(name)) return name;
    const more =
      name === '$collStats' && isDoc(operand) && [...operand.keys()].some((field) => field !== 'count');
    if (more) return name;
  }
  return undefined;
}

const notInVersion = (what: string): Error =>
  commandError(
    'APIStrictError',
    `Provided apiStrict:true, but ${what} is not in API Version 1. ` +
      'Information on supported commands and migrations in API Version 1 can be found at https://www.mongodb.com/docs/manual/reference/stable-api/',
  );
