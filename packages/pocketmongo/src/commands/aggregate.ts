import { pipelineRights } from './pipeline-rights.ts';
import { checkPipeline } from '../aggregation/check-pipeline.ts';
import { validatePipeline } from '../aggregation/compile.ts';
import { type Doc, isDoc, isNumeric, type Value } from '../bson/values.ts';
import { toNumber } from '../bson/numbers.ts';
import { openResult } from '../cursors/open-result.ts';
import { commandError } from '../errors.ts';
import { flag, optionalCount, optionalHint, requiredArray, unknownField, wrongType } from './arguments.ts';
import { writeOperation } from './bypass-validation.ts';
import { openChangeStream, opensChangeStream } from './change-stream.ts';
import type { Command, CommandCall } from './command.ts';
import { explainCommand } from './explain.ts';
import { variablesOf } from './let.ts';
import { readableNamespaceOf } from './namespace.ts';
import { openPipeline, stageContext } from './run-pipeline.ts';

export const aggregate: Command = {
  names: ['aggregate'],
  access: pipelineRights,
  kind: 'read',
  reading: true,
  fields: [
    'pipeline',
    'cursor',
    'explain',
    'allowDiskUse',
    'bypassDocumentValidation',
    'collation',
    'hint',
    'let',
  ],
  transactional: true,
  run: (call) => {
    const collection = collectionOf(call.body.get('aggregate'));
    if (opensChangeStream(call.body)) {
      // A limit of time is one of the opening; the stream itself has none.
      const context = stageContext({ ...call, op: {} }, collection, variablesOf(call) ?? new Map());
      return openChangeStream(call, context);
    }
    const pipeline = checkPipeline(requiredArray(call.body, 'pipeline'));
    const namespace =
      collection === undefined
        ? `${call.database}.$cmd.aggregate`
        : listsSessions(pipeline)
          ? `${call.database}.${collection}`
          : readableNamespaceOf(call.database, call.body, call.name);
    const context = stageContext(call, collection, variablesOf(call) ?? new Map());
    // Compiled as a whole first: what is wrong is refused even where the engine answers the first stages.
    validatePipeline(pipeline, context);
    flag(call.body, 'bypassDocumentValidation');
    strictFlag(call.body, 'allowDiskUse');
    const explained = strictFlag(call.body, 'explain');
    const cursor = cursorOf(call.body);
    if (explained) return explainCommand(call, call.body, 'queryPlanner');
    if (cursor === undefined)
      throw commandError(
        'FailedToParse',
        "The 'cursor' option is required, except for aggregate with the explain argument",
      );
    const open = (batchSize: number | undefined) =>
      openResult(call, namespace, openPipeline(call, pipeline, context, optionalHint(call.body)), {
        batchSize,
      });
    if (!isWriting(pipeline)) return open(optionalCount(cursor, 'batchSize'));
    checkWritingConcern(call.body, pipeline);
    writeOperation(call);
    // What is written is written at once, whatever the size of the first batch.
    return atOneMoment(call, () => open(undefined));
  },
};

/** A pipeline that writes reads what was there at its start: what it has written itself must not be read again. */
async function atOneMoment({ server, op }: CommandCall, run: () => Promise<Uint8Array>): Promise<Uint8Array> {
  const moment = server.engine.openMoment();
  op.moment = moment;
  try {
    return await run();
  } finally {
    op.moment = undefined;
    moment.release();
  }
}

/** Undefined for `aggregate: 1`, which asks no collection. */
function collectionOf(name: Value | undefined): string | undefined {
  if (typeof name === 'string') return name;
  if (!isNumeric(name)) throw commandError('InvalidNamespace', 'collection name has invalid type');
  if (toNumber(name) === 1) return undefined;
  throw commandError(
    'BadValue',
    "Invalid command format: the 'aggregate' field must specify a collection name or 1",
  );
}

/** A boolean and nothing else, null neither. */
function strictFlag(body: Doc, field: string): boolean {
  const value = body.get(field) ?? (body.has(field) ? null : false);
  if (typeof value !== 'boolean') throw wrongType(`aggregate.${field}`, value, 'bool');
  return value;
}

function cursorOf(body: Doc): Doc | undefined {
  const cursor = body.get('cursor');
  if (cursor === undefined) return undefined;
  if (!isDoc(cursor)) throw wrongType('aggregate.cursor', cursor, 'object');
  for (const field of cursor.keys()) {
    if (field !== 'batchSize') throw unknownField(`aggregate.cursor.${field}`);
  }
  optionalCount(cursor, 'batchSize');
  return cursor;
}

/** A result that is written is no read that could be told from others by its time. */
function checkWritingConcern(body: Doc, pipeline: readonly Doc[]): void {
  const concern = body.get('readConcern');
  if (!isDoc(concern) || concern.get('level') !== 'linearizable') return;
  const [name = ''] = pipeline.at(-1)?.keys() ?? [];
  throw commandError(
    'InvalidOptions',
    `Aggregation stage ${name} cannot run with a readConcern other than 'local' or 'majority'`,
  );
}

/** Sessions are listed as of a collection that is there for this alone. */
const listsSessions = ([first]: readonly Doc[]): boolean => first?.has('$listSessions') === true;

function isWriting(pipeline: readonly Doc[]): boolean {
  const last = pipeline.at(-1);
  return last?.has('$out') === true || last?.has('$merge') === true;
}
