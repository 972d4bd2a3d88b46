import type { Plan } from '../planner/plan.ts';
import type { View } from '../storage/view.ts';
import type { Progress } from './counters.ts';
import { runPlan } from './cursor.ts';
import { indexScan } from './index-scan.ts';

/** The number of documents of a plan; from counters or index keys alone where these tell all. */
export function countRows(view: View, plan: Plan, progress: Progress, committed: boolean): number {
  const { access, collection, residual } = plan;
  if (collection === undefined) return 0;
  if (committed && access.kind === 'collection' && residual === undefined)
    return window(collection.counters.count, plan);
  if (access.kind === 'index' && residual === undefined) {
    const options = { reverse: access.reverse, values: false, first: 512 };
    const next = indexScan(view, access.plan, progress, options);
    const most = plan.limit > 0 ? plan.skip + plan.limit : Number.POSITIVE_INFINITY;
    let found = 0;
    while (found < most && next() !== undefined) found += 1;
    return window(found, plan);
  }
  const source = runPlan(view, { ...plan, sort: undefined }, progress);
  let rows = 0;
  while (source() !== undefined) rows += 1;
  return rows;
}

function window(count: number, plan: Plan): number {
  const left = Math.max(0, count - plan.skip);
  return plan.limit > 0 ? Math.min(left, plan.limit) : left;
}
