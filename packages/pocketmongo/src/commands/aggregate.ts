import { checkPipeline } from '../aggregation/check-pipeline.ts';
import { compilePipeline } from '../aggregation/compile.ts';
import { planPipeline } from '../aggregation/plan.ts';
import type { Chunks, Stage, StageContext } from '../aggregation/stage.ts';
import { setTextScore } from '../aggregation/text-score.ts';
import type { Doc, Value } from '../bson/values.ts';
import { openResult } from '../cursors/open-result.ts';
import { chunkSource, rowSource } from '../cursors/sources.ts';
import type { Query } from '../engine.ts';
import { commandError } from '../errors.ts';
import { bindVariables } from '../query/bind-variables.ts';
import { flag, optionalCount, optionalHint, requiredArray, requiredDoc } from './arguments.ts';
import { openChangeStream, opensChangeStream } from './change-stream.ts';
import { collationOf } from './collation.ts';
import type { Command, CommandCall } from './command.ts';
import { explainCommand } from './explain.ts';
import { variablesOf } from './let.ts';
import { namespaceOf, namespace as joinNamespace } from './namespace.ts';

const CHUNK_DOCS = 1_000;
const CHUNK_BYTES = 4 * 1024 * 1024;

type Variables = ReadonlyMap<string, Value | undefined>;

export const aggregate: Command = {
  names: ['aggregate'],
  access: 'read',
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
    if (opensChangeStream(call.body)) {
      return openChangeStream(call, stageContext(call, variablesOf(call) ?? new Map()));
    }
    if (typeof call.body.get('aggregate') !== 'string') {
      throw commandError('CommandNotSupported', 'aggregate without a collection is not supported');
    }
    const namespace = namespaceOf(call.database, call.body, call.name);
    const pipeline = checkPipeline(requiredArray(call.body, 'pipeline'));
    if (flag(call.body, 'explain')) return explainCommand(call, call.body, 'queryPlanner');
    const batchSize = optionalCount(requiredDoc(call.body, 'cursor'), 'batchSize');
    const context = stageContext(call, variablesOf(call) ?? new Map());
    // Compiled as a whole first: what is wrong is refused even where the engine answers the first stages.
    compilePipeline(pipeline, context);
    const { query, rest } = planPipeline(pipeline);
    const cursor = startQuery(call, namespace, { ...query, hint: optionalHint(call.body) }, context);
    const source =
      rest.length === 0
        ? rowSource(cursor, undefined)
        : chunkSource(compilePipeline(rest, context)(chunksOf(cursor)));
    return openResult(call, namespace, source, { batchSize });
  },
};

function startQuery(call: CommandCall, namespace: string, query: Query, { options }: StageContext) {
  const filter = bindVariables(query.filter, options.variables);
  return call.server.engine.find(call.op, namespace, { ...query, filter, collation: options.collation });
}

async function* chunksOf(cursor: ReturnType<typeof startQuery>): Chunks {
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

function stageContext(call: CommandCall, variables: Variables): StageContext {
  const options = { collation: collationOf(call.body), now: call.now, variables };
  const subPipeline = (pipeline: readonly Value[], context: StageContext): Stage =>
    compilePipeline(pipeline, context);
  const readCollection = (collection: string, pipeline: readonly Doc[], inner: Variables): Chunks => {
    const namespace = joinNamespace(call.database, collection);
    const context = stageContext(call, inner);
    const { query, rest } = planPipeline(pipeline);
    return compilePipeline(rest, context)(chunksOf(startQuery(call, namespace, query, context)));
  };
  return { options, readCollection, subPipeline };
}
