import { authorize } from '../auth/authorize.ts';
import { checkPipeline } from '../aggregation/check-pipeline.ts';
import { compilePipeline, isKnownStage, unknownStage } from '../aggregation/compile.ts';
import type { StageContext } from '../aggregation/stage.ts';
import { doc, type Doc, isDoc } from '../bson/values.ts';
import { changeStream } from '../change-streams/change-stream.ts';
import type { LookUp } from '../change-streams/event.ts';
import { streamOptions } from '../change-streams/options.ts';
import type { Scope } from '../change-streams/scope.ts';
import { openResult } from '../cursors/open-result.ts';
import { commandError } from '../errors.ts';
import { show } from '../query/show.ts';
import { flag, optionalCount, optionalDoc, requiredArray } from './arguments.ts';
import type { CommandCall } from './command.ts';
import { refuseView } from './refuse-view.ts';
import { namespaceOf } from './namespace.ts';

/** Stages that may follow `$changeStream`. */
const STAGES_AFTER = new Set([
  '$match', '$project', '$addFields', '$set', '$unset', '$replaceRoot', '$replaceWith', '$redact',
]); // prettier-ignore

/** Whether an aggregation opens a change stream. */
export function opensChangeStream(body: Doc): boolean {
  const pipeline = body.get('pipeline');
  const [first] = Array.isArray(pipeline) ? pipeline : [];
  return isDoc(first) && first.has('$changeStream');
}

/** Opens a change stream on a collection, a database or everything; gives the first batch. */
export function openChangeStream(call: CommandCall, context: StageContext): Promise<Uint8Array> {
  const [first, ...rest] = checkPipeline(requiredArray(call.body, 'pipeline'));
  if (call.op.txn !== undefined)
    throw commandError(
      'OperationNotSupportedInTransaction',
      'Stage not supported inside of a multi-document transaction: $changeStream',
    );
  const level = optionalDoc(call.body, 'readConcern')?.get('level') ?? 'majority';
  if (level !== 'majority')
    throw commandError(
      'InvalidOptions',
      `$changeStream cannot run with a readConcern other than 'majority'. Current readConcern: ${show(level)}`,
    );
  if (flag(call.body, 'explain'))
    throw commandError('CommandNotSupported', 'explain of $changeStream is not supported');
  for (const stage of rest) {
    const [name = ''] = stage.keys();
    if (name === '$changeStreamSplitLargeEvent')
      throw commandError('CommandNotSupported', `${name} is not supported: an event has at most 16 MiB`);
    if (!isKnownStage(name)) throw unknownStage(name);
    if (!STAGES_AFTER.has(name))
      throw commandError('IllegalOperation', `${name} is not permitted in a $changeStream pipeline`);
  }
  const operand = first?.get('$changeStream') ?? null;
  const scope = scopeOf(call, isDoc(operand) && flag(operand, 'allChangesForCluster'));
  const { oplog } = call.server.engine;
  if (scope.namespace !== undefined && isView(call, scope.namespace))
    throw commandError('CommandNotSupportedOnView', '$changeStream may not be opened on a view');
  const source = changeStream({
    oplog,
    options: streamOptions(operand, scope, oplog.clock.time),
    pipeline: compilePipeline(rest, context),
    lookUp: lookUpOf(call),
  });
  const namespace = scope.namespace ?? `${call.database}.$cmd.aggregate`;
  const batchSize = optionalCount(optionalDoc(call.body, 'cursor') ?? doc({}), 'batchSize');
  // A limit of time is one of the opening; the stream itself has none.
  return openResult({ ...call, op: {} }, namespace, source, { batchSize });
}

const isView = ({ server: { engine } }: CommandCall, namespace: string): boolean =>
  engine.collection(namespace)?.options.has('viewOn') === true;

function scopeOf(call: CommandCall, wholeCluster: boolean): Scope {
  const { body, database, name } = call;
  if (wholeCluster) {
    if (database !== 'admin' || typeof body.get(name) === 'string')
      throw commandError(
        'InvalidOptions',
        "A $changeStream with 'allChangesForCluster:true' may only be opened on the 'admin' database, and with no collection name",
      );
    // No role names this database: only who may read all of them passes.
    authorize(call.connection.user, 'read', '', name);
    return {};
  }
  if (typeof body.get(name) !== 'string') return { database };
  const namespace = namespaceOf(database, body, name);
  refuseView(call, namespace);
  return { database, namespace };
}

function lookUpOf({ server }: CommandCall): LookUp {
  return (namespace, key) => {
    // Within the collation of its own collection an _id is unique.
    const collation = server.engine.defaultCollation(namespace);
    const cursor = server.engine.find({}, namespace, { filter: key, limit: 1, collation });
    try {
      return cursor.next()?.doc() ?? null;
    } finally {
      cursor.close();
    }
  };
}
