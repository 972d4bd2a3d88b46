import { STAGE_MEMORY, WIDE_STAGE_MEMORY } from '../aggregation/memory.ts';
import { compilePipeline, splitSource, validatePipeline } from '../aggregation/compile.ts';
import { optimise } from '../aggregation/optimise.ts';
import { checkPlaces } from '../aggregation/places.ts';
import { planPipeline } from '../aggregation/plan.ts';
import type { Chunks, StageContext } from '../aggregation/stage.ts';
import { setTextScore } from '../aggregation/text-score.ts';
import { authorize } from '../auth/authorize.ts';
import type { Doc, Value } from '../bson/values.ts';
import type { BatchSource } from '../cursors/cursor-store.ts';
import { chunkSource, rowSource } from '../cursors/sources.ts';
import type { EngineCursor, Query } from '../engine.ts';
import { commandError } from '../errors.ts';
import { Progress } from '../execution/counters.ts';
import { bindVariables } from '../query/bind-variables.ts';
import { checkPipeline } from '../aggregation/check-pipeline.ts';
import { flag } from './arguments.ts';
import { collationOf } from './collation.ts';
import type { CommandCall } from './command.ts';
import { namespace as joinNamespace } from './namespace.ts';

const CHUNK_DOCS = 1_000;
const CHUNK_BYTES = 4 * 1024 * 1024;

type Variables = ReadonlyMap<string, Value | undefined>;

/** What the stages of a command's pipeline need. */
export function stageContext(
  call: CommandCall,
  collection: string | undefined,
  variables: Variables,
): StageContext {
  const progress = new Progress(call.op);
  const step = (): void => progress.step();
  const { engine } = call.server;
  // Every collection that the pipeline reads is compared by the collation of the first.
  const first = collection === undefined ? undefined : `${call.database}.${collection}`;
  const collation = collationOf(call, first, call.body);
  const context: StageContext = {
    options: { collation, now: call.now, variables, step },
    database: call.database,
    collection,
    within: 'command',
    step,
    memoryLimit: flag(call.body, 'allowDiskUse') ? WIDE_STAGE_MEMORY : STAGE_MEMORY,
    engine,
    op: call.op,
    checkWritable: (database) => checkWritable(call, database),
    readCollection: (from, pipeline, inner, within) =>
      chunksOf(call, pipeline, {
        ...context,
        collection: from,
        within,
        options: { ...context.options, variables: inner },
      }),
    check: validatePipeline,
    subPipeline: (pipeline, inner) => {
      checkPlaces(checkPipeline(pipeline), inner);
      return compilePipeline(pipeline, inner);
    },
  };
  return context;
}

/** The result of a checked pipeline; leading stages are answered by the engine. */
export function openPipeline(
  call: CommandCall,
  pipeline: readonly Doc[],
  context: StageContext,
  hint: Query['hint'],
): BatchSource {
  const { query, rest } = planPipeline(optimise(pipeline));
  if (context.collection === undefined || rest.length > 0)
    return chunkSource(chunksOf(call, pipeline, context, hint));
  return rowSource(startQuery(call, context, { ...query, hint }), undefined);
}

function chunksOf(
  call: CommandCall,
  pipeline: readonly Doc[],
  context: StageContext,
  hint?: Query['hint'],
): Chunks {
  const { source, rest: behind } = splitSource(pipeline);
  if (source !== undefined) return compilePipeline(behind, context)(source.compile(context)());
  const { query, rest } = planPipeline(optimise(pipeline));
  return compilePipeline(rest, context)(rowChunks(startQuery(call, context, { ...query, hint })));
}

function startQuery(call: CommandCall, context: StageContext, query: Query): EngineCursor {
  const { options, collection, database } = context;
  const filter = bindVariables(query.filter, options.variables);
  const namespace = joinNamespace(database, collection);
  return call.server.engine.find(call.op, namespace, { ...query, filter, collation: options.collation });
}

async function* rowChunks(cursor: EngineCursor): Chunks {
  try {
    for (let done = false; !done;) {
      const batch = await cursor.nextBatch(CHUNK_DOCS, CHUNK_BYTES);
      yield batch.rows.map((row): Doc => setTextScore(row.doc(), row.score));
      done = batch.done;
    }
  } finally {
    cursor.close();
  }
}

function checkWritable({ connection, op }: CommandCall, database: string): void {
  if (op.txn !== undefined) {
    throw commandError(
      'OperationNotSupportedInTransaction',
      '$out and $merge cannot be used in a transaction',
    );
  }
  authorize(connection.user, 'write', database, 'aggregate');
}
