import { SEE_ALL_OPERATIONS } from './rights.ts';
import type { Action } from '../auth/actions.ts';
import { demands } from '../auth/access.ts';
import { collectionResource } from '../auth/resource.ts';
import { bypassRights } from './write-rights.ts';
import { STAGE_MEMORY, WIDE_STAGE_MEMORY } from '../aggregation/memory.ts';
import { compilePipeline, splitSource, validatePipeline } from '../aggregation/compile.ts';
import { optimise } from '../aggregation/optimise.ts';
import { checkPlaces } from '../aggregation/places.ts';
import { planPipeline, pushProjection } from '../aggregation/plan.ts';
import type { Chunks, StageContext } from '../aggregation/stage.ts';
import { setTextScore } from '../aggregation/text-score.ts';
import { requireRight } from '../auth/authorize.ts';
import { decodeFields, rootNames } from '../bson/decode-fields.ts';
import { doc, type Doc, type Value } from '../bson/values.ts';
import type { BatchSource } from '../cursors/cursor-store.ts';
import { chunkSource, rowSource } from '../cursors/sources.ts';
import type { EngineCursor, Query } from '../engine.ts';
import { commandError } from '../errors.ts';
import { Progress } from '../execution/counters.ts';
import { StoredRow } from '../execution/row.ts';
import { createTurns } from '../execution/turns.ts';
import { inclusion } from '../projection/plain-inclusion.ts';
import { bindVariables } from '../query/bind-variables.ts';
import { sameCollation } from '../collation/spec.ts';
import { resolveView } from '../views/resolve.ts';
import { currentOperations } from '../operations/current-operations.ts';
import { sessionsOf } from '../sessions/local-sessions.ts';
import { checkPipeline } from '../aggregation/check-pipeline.ts';
import { flag } from './arguments.ts';
import { collationOf } from './collation.ts';
import type { CommandCall } from './command.ts';
import { readableNamespace, SYSTEM_VIEWS } from './namespace.ts';

const CHUNK_DOCS = 1_000;
/** Pipelines inside of each other. */
const MOST_NESTED = 20;
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
    options: { collation, system: call.system, variables, step },
    database: call.database,
    collection,
    within: 'command',
    depth: 0,
    inFacet: false,
    step,
    memoryLimit: flag(call.body, 'allowDiskUse') ? WIDE_STAGE_MEMORY : STAGE_MEMORY,
    engine,
    op: call.op,
    checkWritable: (namespace, actions) => checkWritable(call, namespace, actions),
    sessions: (owners) => sessionsOf(call, owners),
    latencies: (namespace) => {
      call.server.top.isOn = true;
      return call.server.top.latencies(namespace);
    },
    currentOperations: (wanted) => {
      if (wanted.allUsers) requireRight(call.connection, SEE_ALL_OPERATIONS, call.name);
      return currentOperations(call, wanted);
    },
    readCollection: (from, pipeline, inner, within) =>
      chunksOf(call, pipeline, {
        ...context,
        collection: from,
        within,
        options: { ...context.options, variables: inner },
      }),
    prepareRead: (from, pipeline, inner, within) =>
      preparedChunks(call, pipeline, {
        ...context,
        collection: from,
        within,
        options: { ...context.options, variables: inner, live: true },
      }),
    check: (pipeline, inner) => validatePipeline(pipeline, deeper(inner)),
    subPipeline: (pipeline, inner) => {
      checkPlaces(checkPipeline(pipeline), inner);
      return compilePipeline(pipeline, deeper(inner));
    },
  };
  return context;
}

/** The context of a pipeline inside of one that has this. */
function deeper(context: StageContext): StageContext {
  const depth = context.depth + 1;
  if (depth > MOST_NESTED)
    throw commandError(
      'MaxSubPipelineDepthExceeded',
      `Maximum number of nested sub-pipelines exceeded. Limit is ${MOST_NESTED}`,
    );
  return { ...context, depth };
}

/** Checks a pipeline and opens its result as documents. */
export function openChunks(
  call: CommandCall,
  pipeline: readonly Doc[],
  context: StageContext,
  hint: Query['hint'],
): Chunks {
  validatePipeline(pipeline, context);
  return chunksOf(call, pipeline, context, hint);
}

/** The result of a checked pipeline; leading stages are answered by the engine. */
export function openPipeline(
  call: CommandCall,
  pipeline: readonly Doc[],
  context: StageContext,
  hint: Query['hint'],
): BatchSource {
  const over = throughViews(call, pipeline, context);
  if (over !== undefined) return openPipeline(call, over.pipeline, over.context, hint);
  const { query, rest } = pushProjection(planPipeline(optimise(pipeline)));
  if (context.collection === undefined || context.collection === SYSTEM_VIEWS || rest.length > 0)
    return chunkSource(chunksOf(call, pipeline, context, hint));
  return rowSource(startQuery(call, context, { ...query, hint }), inclusion(query.projection));
}

function chunksOf(
  call: CommandCall,
  pipeline: readonly Doc[],
  context: StageContext,
  hint?: Query['hint'],
): Chunks {
  const over = throughViews(call, pipeline, context);
  if (over !== undefined) return chunksOf(call, over.pipeline, over.context, hint);
  if (context.collection === SYSTEM_VIEWS) return compilePipeline(pipeline, context)([viewDocuments(call)]);
  const { source, rest: behind } = splitSource(pipeline);
  if (source !== undefined) return compilePipeline(behind, context)(source.compile(context)());
  const { query, rest } = planPipeline(optimise(pipeline));
  const cursor = startQuery(call, context, { ...query, hint });
  return compilePipeline(rest, context)(rowChunks(cursor, query.fields));
}

/** A pipeline that is run many times, with the leading stages planned and the others compiled once. */
function preparedChunks(
  call: CommandCall,
  pipeline: readonly Doc[],
  context: StageContext,
): (equality: Doc | undefined) => Chunks {
  const over = throughViews(call, pipeline, context);
  const isPlain = over === undefined && context.collection !== SYSTEM_VIEWS;
  if (!isPlain || splitSource(pipeline).source !== undefined) {
    return (equality) =>
      chunksOf(call, equality === undefined ? pipeline : [doc({ $match: equality }), ...pipeline], context);
  }
  const { query, rest } = planPipeline(optimise(pipeline));
  const stages = compilePipeline(rest, context);
  return (equality) => {
    const filter = equality === undefined ? query.filter : bothOf(equality, query.filter);
    return stages(rowChunks(startQuery(call, context, { ...query, filter }), query.fields));
  };
}

function bothOf(equality: Doc, filter: Doc): Doc {
  return filter.size === 0 ? equality : doc({ $and: [equality, filter] });
}

/** What a pipeline over a view is over its collection; undefined when it is over one already. */
function throughViews(call: CommandCall, pipeline: readonly Doc[], context: StageContext) {
  const { collection, database } = context;
  if (collection === undefined) return undefined;
  const { engine } = call.server;
  const resolved = resolveView(`${database}.${collection}`, pipeline, (name) =>
    engine.view(name, call.op.txn),
  );
  if (resolved === undefined) return undefined;
  if (!sameCollation(context.options.collation, resolved.collation))
    throw commandError(
      'OptionNotSupportedOnView',
      `Cannot override the default collation of the view ${database}.${collection}`,
    );
  const inner = { ...context, collection: resolved.namespace.slice(database.length + 1) };
  checkPlaces(resolved.pipeline, inner);
  return { pipeline: resolved.pipeline, context: inner };
}

/** The views of a database as `system.views` holds them. */
function viewDocuments({ server, database, op }: CommandCall): Doc[] {
  return server.engine
    .collections(database, op.txn)
    .filter(({ options }) => options.has('viewOn'))
    .map(({ namespace, options }) => new Map<string, Value>([['_id', namespace], ...options]));
}

function startQuery(call: CommandCall, context: StageContext, query: Query): EngineCursor {
  const { options, collection, database } = context;
  const filter = bindVariables(query.filter, options.variables);
  const namespace = readableNamespace(database, collection);
  const { collation, system, step } = options;
  return call.server.engine.find(call.op, namespace, { ...query, filter, collation, system, step });
}

/** The rows of a query, some at a time. `fields`: the only paths that are read, so that the others need not be decoded. */
export async function* rowChunks(cursor: EngineCursor, fields?: readonly string[]): Chunks {
  const names = fields === undefined ? undefined : rootNames(fields);
  const turn = createTurns();
  try {
    for (let done = false; !done;) {
      const batch = await cursor.nextBatch(CHUNK_DOCS, CHUNK_BYTES);
      await turn();
      yield batch.rows.map((row): Doc =>
        setTextScore(
          names !== undefined && row instanceof StoredRow ? decodeFields(row.raw, names) : row.doc(),
          row.score,
        ),
      );
      done = batch.done;
    }
  } finally {
    cursor.close();
  }
}

function checkWritable(
  { connection, op, body, name }: CommandCall,
  namespace: string,
  actions: readonly Action[],
): void {
  if (op.txn !== undefined) {
    throw commandError(
      'OperationNotSupportedInTransaction',
      '$out and $merge cannot be used in a transaction',
    );
  }
  const on = collectionResource(namespace);
  const rights = [...demands(on, ...actions), ...bypassRights(on, body)];
  for (const right of rights) requireRight(connection, right, name);
}
