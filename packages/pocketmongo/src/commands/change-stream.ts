import { checkPipeline } from '../aggregation/check-pipeline.ts';
import { compilePipeline, isKnownStage, unknownStage } from '../aggregation/compile.ts';
import type { StageContext } from '../aggregation/stage.ts';
import { doc, type Doc, isDoc } from '../bson/values.ts';
import { isInternal } from '../catalog/namespace.ts';
import { changeStream } from '../change-streams/change-stream.ts';
import type { LookUp } from '../change-streams/event.ts';
import { streamOptions } from '../change-streams/options.ts';
import type { Scope } from '../change-streams/scope.ts';
import { openResult } from '../cursors/open-result.ts';
import { commandError, locationError } from '../errors.ts';
import { show } from '../query/show.ts';
import { flag, optionalCount, optionalDoc, requiredArray } from './arguments.ts';
import type { CommandCall } from './command.ts';
import { refuseView } from './refuse-view.ts';
import { namespaceOf } from './namespace.ts';

const SPLIT = '$changeStreamSplitLargeEvent';

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
  const { stages, split } = stagesBehind(rest);
  const operand = first?.get('$changeStream') ?? null;
  const scope = scopeOf(call, isDoc(operand) && operand.get('allChangesForCluster') === true);
  const { oplog } = call.server.engine;
  if (scope.namespace !== undefined && isView(call, scope.namespace))
    throw commandError('CommandNotSupportedOnView', '$changeStream may not be opened on a view');
  const source = changeStream({
    oplog,
    options: {
      // A change that is being written has not been acknowledged to anybody: it is told.
      ...streamOptions(operand, scope, oplog.settledTime),
      imagesFrom: () => call.server.clusterParameters.imagesFrom(Date.now()),
      split,
    },
    pipeline: compilePipeline(stages, context),
    lookUp: lookUpOf(call),
  });
  const namespace = scope.namespace ?? `${call.database}.$cmd.aggregate`;
  const batchSize = optionalCount(optionalDoc(call.body, 'cursor') ?? doc({}), 'batchSize');
  // A limit of time is one of the opening; the stream itself has none.
  return openResult({ ...call, op: {} }, namespace, source, { batchSize });
}

/** The stages that change or choose events, and whether large events are to be split behind them. */
function stagesBehind(rest: readonly Doc[]): { stages: readonly Doc[]; split: boolean } {
  for (const [index, stage] of rest.entries()) {
    const [[name, operand] = ['', null]] = stage;
    if (!isKnownStage(name)) throw unknownStage(name);
    if (name !== SPLIT && !STAGES_AFTER.has(name))
      throw commandError('IllegalOperation', `${name} is not permitted in a $changeStream pipeline`);
    if (name !== SPLIT) continue;
    if (!isDoc(operand) || operand.size > 0)
      throw commandError('BadValue', `${SPLIT} stage specification must be an empty object`);
    if (index < rest.length - 1)
      throw locationError(40601, `${SPLIT} can only be the final stage in the pipeline`);
  }
  const split = rest.at(-1)?.has(SPLIT) === true;
  return { stages: split ? rest.slice(0, -1) : rest, split };
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
    return {};
  }
  if (isInternal(database))
    throw commandError(
      'InvalidNamespace',
      `$changeStream may not be opened on the internal ${database} database`,
    );
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
