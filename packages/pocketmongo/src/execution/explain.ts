import type { Doc, Value } from '../bson/values.ts';
import { doc } from '../bson/values.ts';
import type { ExplainVerbosity, Operation } from '../engine.ts';
import type { IndexPlan } from '../planner/index-plan.ts';
import type { Access, Plan } from '../planner/plan.ts';
import type { View } from '../storage/view.ts';
import { Progress } from './counters.ts';
import { runPlan } from './cursor.ts';

/** `{queryPlanner, executionStats?}` in mongod's shape. */
export function explainPlan(
  view: View,
  namespace: string,
  plan: Plan,
  op: Operation,
  verbosity: ExplainVerbosity,
): Doc {
  const result: Doc = new Map<string, Value>([
    ['explainVersion', '1'],
    [
      'queryPlanner',
      doc({
        namespace,
        parsedQuery: plan.query.filter,
        indexFilterSet: false,
        winningPlan: shownPlan(plan, plan.access),
        rejectedPlans: plan.rejected.map((access) => shownPlan(plan, access)),
      }),
    ],
  ]);
  if (verbosity !== 'queryPlanner') result.set('executionStats', execute(view, plan, op));
  return result;
}

function execute(view: View, plan: Plan, op: Operation): Doc {
  const progress = new Progress(op);
  const start = performance.now();
  const source = runPlan(view, plan, progress);
  while (source() !== undefined);
  return doc({
    executionSuccess: true,
    nReturned: progress.returned,
    executionTimeMillis: Math.round(performance.now() - start),
    totalKeysExamined: progress.keysExamined,
    totalDocsExamined: progress.docsExamined,
    executionStages: shownPlan(plan, plan.access),
  });
}

function shownPlan(plan: Plan, access: Access): Doc {
  let stage = accessStage(plan, access);
  if (plan.sort !== undefined)
    stage = doc({
      stage: 'SORT',
      sortPattern: plan.query.sort ?? new Map(),
      memLimit: 104_857_600,
      ...(plan.limit > 0 ? { limitAmount: plan.limit + plan.skip } : {}),
      type: 'simple',
      inputStage: stage,
    });
  if (plan.skip > 0) stage = doc({ stage: 'SKIP', skipAmount: plan.skip, inputStage: stage });
  if (plan.limit > 0 && plan.sort === undefined)
    stage = doc({ stage: 'LIMIT', limitAmount: plan.limit, inputStage: stage });
  return stage;
}

function accessStage(plan: Plan, access: Access): Doc {
  const filter: Record<string, Value> = plan.residual === undefined ? {} : { filter: plan.query.filter };
  switch (access.kind) {
    case 'none':
      return doc({ stage: 'EOF' });
    case 'collection':
      return doc({ stage: 'COLLSCAN', ...filter, direction: access.reverse ? 'backward' : 'forward' });
    case 'index':
      return doc({
        stage: 'FETCH',
        ...filter,
        inputStage: access.merge ? mergeStage(plan, access) : indexStage(access.plan, access.reverse),
      });
    case 'or':
      return doc({
        stage: 'FETCH',
        ...filter,
        inputStage: doc({
          stage: 'OR',
          inputStages: access.plans.map((branch) => indexStage(branch, false)),
        }),
      });
    case 'text':
      return doc({
        stage: 'TEXT_MATCH',
        indexName: access.index.name,
        indexPrefix: new Map(),
        parsedTextQuery: doc({
          terms: [...access.search.terms],
          negatedTerms: [...access.search.negated],
          phrases: [...access.search.phrases],
          negatedPhrases: [...access.search.negatedPhrases],
        }),
        inputStage: doc({
          stage: 'FETCH',
          ...filter,
          inputStage: doc({ stage: 'IXSCAN', indexName: access.index.name }),
        }),
      });
  }
}

function mergeStage(plan: Plan, access: Extract<Access, { kind: 'index' }>): Doc {
  const streams = access.plan.streams ?? [];
  return doc({
    stage: 'SORT_MERGE',
    sortPattern: plan.query.sort ?? new Map(),
    inputStages: streams.map(() => indexStage(access.plan, access.reverse)),
  });
}

function indexStage(plan: IndexPlan, reverse: boolean): Doc {
  const { index } = plan;
  const bounds: Doc = new Map();
  for (const [i, field] of index.fields.entries()) {
    const own = plan.bounds[i];
    bounds.set(
      field.path,
      own === undefined ? ['[MinKey, MaxKey]'] : own.intervals.map((interval) => interval.shown()),
    );
  }
  return doc({
    stage: 'IXSCAN',
    keyPattern: index.keyPattern,
    indexName: index.name,
    isMultiKey: index.flags.multikey.includes(true),
    isUnique: index.unique,
    isSparse: index.sparse,
    isPartial: index.partial !== undefined,
    indexVersion: 2,
    direction: reverse ? 'backward' : 'forward',
    indexBounds: bounds,
  });
}
