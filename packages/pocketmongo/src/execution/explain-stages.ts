import { doc, type Doc, type Value } from '../bson/values.ts';
import { includedPaths } from '../projection/plain-inclusion.ts';
import type { IndexPlan } from '../planner/index-plan.ts';
import type { Access, IndexAccess, Plan } from '../planner/plan.ts';
import type { Progress, ScanCount } from './counters.ts';

type Fields = Record<string, Value>;

/** What an execution has done; for a count, what it has found. */
export type Outcome = { progress: Progress; counted: number | undefined };

/** The tree of stages that a plan is; with what each of them did when there is an outcome. */
export function explainedPlan(plan: Plan, access: Access, outcome?: Outcome): Doc {
  if (plan.query.counting === true) return countStage(plan, access, outcome);
  return rowStages(plan, access, outcome?.progress);
}

/** The tree of a count; what an index or the collection's counter tells needs no rows. */
function countStage(plan: Plan, access: Access, outcome: Outcome | undefined): Doc {
  const counts: Fields = outcome === undefined ? {} : { nReturned: 0, nCounted: outcome.counted ?? 0 };
  if (access.kind === 'collection' && plan.residual === undefined)
    return doc({ stage: 'RECORD_STORE_FAST_COUNT', ...counts });
  const done = outcome?.progress;
  const byKeys = access.kind === 'index' && plan.residual === undefined;
  const inputStage = byKeys
    ? indexStage('COUNT_SCAN', access, {}, done?.scans[0])
    : accessStage(plan, access, done);
  return doc({ stage: 'COUNT', ...counts, nSkipped: plan.skip, inputStage });
}

function rowStages(plan: Plan, access: Access, done: Progress | undefined): Doc {
  const returned = (n: number | undefined): Fields => (n === undefined ? {} : { nReturned: n });
  const passed = done === undefined ? undefined : done.returned + (plan.skip > 0 ? skipped(plan, done) : 0);
  let stage = accessStage(plan, access, done);
  if (plan.sort !== undefined)
    stage = doc({
      stage: 'SORT',
      ...returned(passed),
      sortPattern: plan.query.sort ?? new Map(),
      memLimit: 104_857_600,
      ...(plan.limit > 0 ? { limitAmount: plan.limit + plan.skip } : {}),
      type: 'simple',
      inputStage: stage,
    });
  if (plan.skip > 0)
    stage = doc({
      stage: 'SKIP',
      ...returned(done?.returned),
      skipAmount: plan.skip,
      inputStage: stage,
    });
  const { projection } = plan.query;
  if (projection !== undefined && projection.size > 0)
    stage = doc({
      stage: projectionStage(projection, access),
      ...returned(done?.returned),
      transformBy: projection,
      inputStage: stage,
    });
  if (plan.limit > 0 && plan.sort === undefined)
    stage = doc({
      stage: 'LIMIT',
      ...returned(done?.returned),
      limitAmount: plan.limit,
      inputStage: stage,
    });
  return stage;
}

function skipped(plan: Plan, done: Progress): number {
  return Math.min(plan.skip, outOfAccess(plan, done) - done.returned);
}

/** The rows that the access and its filter have given. */
function outOfAccess(plan: Plan, done: Progress): number {
  if (plan.residual !== undefined) return done.matched;
  if (isCovered(plan.access)) return done.scans.reduce((sum, scan) => sum + scan.returned, 0);
  return done.docsExamined;
}

const isCovered = (access: Access): boolean => access.kind === 'index' && access.covered !== undefined;

function projectionStage(projection: Doc, access: Access): string {
  if (isCovered(access)) return 'PROJECTION_COVERED';
  return includedPaths(projection)?.every((path) => !path.includes('.')) === true
    ? 'PROJECTION_SIMPLE'
    : 'PROJECTION_DEFAULT';
}

function accessStage(plan: Plan, access: Access, done: Progress | undefined): Doc {
  const filter: Fields = plan.residual === undefined ? {} : { filter: plan.query.filter };
  const rows: Fields = done === undefined ? {} : { nReturned: outOfAccess(plan, done) };
  const docs: Fields = done === undefined ? {} : { docsExamined: done.docsExamined };
  switch (access.kind) {
    case 'none':
      return doc({ stage: 'EOF', ...rows });
    case 'collection':
      return doc({
        stage: 'COLLSCAN',
        ...filter,
        ...rows,
        direction: access.reverse ? 'backward' : 'forward',
        ...docs,
      });
    case 'index': {
      const keys = access.merge ? mergeStage(plan, access, done) : scanStage(plan, access, done);
      // Filters of a covered query stand with its keys.
      return access.covered === undefined
        ? doc({ stage: 'FETCH', ...filter, ...rows, ...docs, inputStage: keys })
        : keys;
    }
    case 'or':
      return doc({
        stage: 'FETCH',
        ...filter,
        ...rows,
        ...docs,
        inputStage: doc({
          stage: 'OR',
          inputStages: access.plans.map((branch, i) =>
            indexStage('IXSCAN', { plan: branch, reverse: false }, {}, done?.scans[i]),
          ),
        }),
      });
    case 'text':
      return textStage(access, filter, { ...rows, ...docs }, done);
  }
}

function textStage(
  access: Extract<Access, { kind: 'text' }>,
  filter: Fields,
  counts: Fields,
  done: Progress | undefined,
): Doc {
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
      ...counts,
      inputStage: doc({
        stage: 'IXSCAN',
        indexName: access.index.name,
        ...(done === undefined ? {} : { keysExamined: done.keysExamined }),
      }),
    }),
  });
}

function keyFilterOf(plan: Plan, access: IndexAccess): Fields {
  if (access.conditions !== undefined) return { filter: access.conditions.filter };
  return access.covered === undefined || plan.residual === undefined ? {} : { filter: plan.query.filter };
}

function scanStage(plan: Plan, access: IndexAccess, done: Progress | undefined): Doc {
  const name = access.distinct === undefined ? 'IXSCAN' : 'DISTINCT_SCAN';
  return indexStage(name, access, keyFilterOf(plan, access), done?.scans[0]);
}

function mergeStage(plan: Plan, access: IndexAccess, done: Progress | undefined): Doc {
  const streams = access.plan.streams ?? [];
  const filter = keyFilterOf(plan, access);
  return doc({
    stage: 'SORT_MERGE',
    sortPattern: plan.query.sort ?? new Map(),
    inputStages: streams.map((_, i) => indexStage('IXSCAN', access, filter, done?.scans[i])),
  });
}

function indexStage(
  name: 'IXSCAN' | 'COUNT_SCAN' | 'DISTINCT_SCAN',
  { plan, reverse }: Pick<IndexAccess, 'plan' | 'reverse'>,
  filter: Fields,
  count: ScanCount | undefined,
): Doc {
  const { index } = plan;
  return doc({
    stage: name,
    ...filter,
    ...(count === undefined ? {} : { nReturned: count.returned }),
    keyPattern: index.keyPattern,
    indexName: index.name,
    isMultiKey: index.flags.multikey.includes(true),
    isUnique: index.unique,
    isSparse: index.sparse,
    isPartial: index.partial !== undefined,
    indexVersion: 2,
    direction: reverse ? 'backward' : 'forward',
    ...shownBounds(plan),
    ...(count === undefined ? {} : { keysExamined: count.keys }),
  });
}

/** A plan by the one key that can match has no bounds to show. */
function shownBounds({ index, between, bounds, fixed }: IndexPlan): Fields {
  if (bounds.length === 0 && fixed > 0) return {};
  if (between !== undefined) return { indexBounds: doc({ '': [between] }) };
  const shown = index.fields.map(({ path }, i): [string, Value] => [
    path,
    bounds[i]?.intervals.map((interval) => interval.shown()) ?? ['[MinKey, MaxKey]'],
  ]);
  return { indexBounds: new Map(shown) };
}
