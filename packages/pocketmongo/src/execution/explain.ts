import { doc, type Doc, type Value } from '../bson/values.ts';
import type { ExplainVerbosity } from '../engine.ts';
import type { Operation } from './operation.ts';
import type { Plan } from '../planner/plan.ts';
import type { View } from '../storage/view.ts';
import { countRows } from './count.ts';
import { Progress } from './counters.ts';
import { runPlan } from './cursor.ts';
import { explainedPlan } from './explain-stages.ts';
import type { Source } from './sources.ts';

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
        indexFilterSet: plan.isFiltered === true,
        maxIndexedOrSolutionsReached: false,
        maxIndexedAndSolutionsReached: false,
        maxScansToExplodeReached: false,
        winningPlan: explainedPlan(plan, plan.access),
        rejectedPlans: plan.rejected.map((access) => explainedPlan(plan, access)),
      }),
    ],
  ]);
  if (verbosity === 'queryPlanner') return result;
  const stats = execute(view, plan, op);
  // One plan is chosen by rules; no other is ever tried.
  if (verbosity === 'allPlansExecution') stats.set('allPlansExecution', []);
  return result.set('executionStats', stats);
}

function execute(view: View, plan: Plan, op: Operation): Doc {
  const progress = new Progress(op);
  const start = performance.now();
  const counted = plan.query.counting === true ? countRows(view, plan, progress, true) : undefined;
  if (counted === undefined) drain(runPlan(view, plan, progress));
  return doc({
    executionSuccess: true,
    nReturned: counted === undefined ? progress.returned : 0,
    executionTimeMillis: Math.round(performance.now() - start),
    totalKeysExamined: progress.keysExamined,
    totalDocsExamined: progress.docsExamined,
    executionStages: explainedPlan(plan, plan.access, { progress, counted }),
  });
}

function drain(source: Source): void {
  while (source() !== undefined);
}
