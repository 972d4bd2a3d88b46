import { validatePipeline } from '../aggregation/compile.ts';
import { type Chunks, collectAll, type StageContext } from '../aggregation/stage.ts';
import { toNumber } from '../bson/numbers.ts';
import { doc, type Doc, isNumeric } from '../bson/values.ts';
import { openResult } from '../cursors/open-result.ts';
import type { Query } from '../engine.ts';
import { commandError } from '../errors.ts';
import { flag, optionalCount, optionalDoc } from './arguments.ts';
import type { CommandCall } from './command.ts';
import { variablesOf } from './let.ts';
import { SYSTEM_VIEWS } from './namespace.ts';
import { openChunks, openPipeline, stageContext } from './run-pipeline.ts';

const LIST_OF_VIEWS = `.${SYSTEM_VIEWS}`;

/** Whether what a command reads is a view, or the list of views, and not a collection. */
export function isOverView({ server, op }: CommandCall, namespace: string): boolean {
  return server.engine.view(namespace, op.txn) !== undefined || namespace.endsWith(LIST_OF_VIEWS);
}

/** Answers a find by an aggregation. */
export function findOverView(call: CommandCall, namespace: string, query: Query): Promise<Uint8Array> {
  for (const option of ['returnKey', 'showRecordId']) {
    if (flag(call.body, option))
      throw commandError('InvalidPipelineOperator', `${option} is not supported on a view`);
  }
  const pipeline = findPipeline(query, optionalDoc(call.body, 'projection'));
  const context = contextOf(call, namespace);
  validatePipeline(pipeline, context);
  return openResult(call, namespace, openPipeline(call, pipeline, context, query.hint), {
    batchSize: optionalCount(call.body, 'batchSize'),
    singleBatch: flag(call.body, 'singleBatch'),
    noTimeout: flag(call.body, 'noCursorTimeout'),
  });
}

/** A find as the stages of a pipeline. */
export function findPipeline(query: Query, projection: Doc | undefined): Doc[] {
  if (query.min !== undefined || query.max !== undefined || query.sort?.has('$natural') === true)
    throw commandError('InvalidPipelineOperator', 'min, max and a $natural sort are not supported on a view');
  const pipeline = selection(query);
  if (query.sort !== undefined && query.sort.size > 0) pipeline.push(doc({ $sort: query.sort }));
  pipeline.push(...window(query));
  if (projection !== undefined && projection.size > 0) pipeline.push(doc({ $project: projection }));
  return pipeline;
}

/** Answers a count by an aggregation. */
export async function countOverView(call: CommandCall, namespace: string, query: Query): Promise<number> {
  const chunks = openChunks(call, countPipeline(query), contextOf(call, namespace), query.hint);
  const [counted] = await collectAll(chunks);
  const n = counted?.get('n');
  return isNumeric(n) ? toNumber(n) : 0;
}

export const countPipeline = (query: Query): Doc[] => [
  ...selection(query),
  ...window(query),
  doc({ $count: 'n' }),
];

/** The documents of a view that a query selects. */
export function documentsOverView(call: CommandCall, namespace: string, query: Query): Chunks {
  return openChunks(call, selection(query), contextOf(call, namespace), query.hint);
}

const selection = ({ filter }: Query): Doc[] => (filter.size > 0 ? [doc({ $match: filter })] : []);

function window({ skip = 0, limit = 0 }: Query): Doc[] {
  return [...(skip > 0 ? [doc({ $skip: skip })] : []), ...(limit > 0 ? [doc({ $limit: limit })] : [])];
}

const contextOf = (call: CommandCall, namespace: string): StageContext =>
  stageContext(call, namespace.slice(call.database.length + 1), variablesOf(call) ?? new Map());
