import { indexesOf } from '../planner/indexes-of.ts';
import type { Plan } from '../planner/plan.ts';
import type { Progress } from './counters.ts';

/** Notes that a plan is carried out: its indexes are used, or all of its collection, and who looks on sees what it does. */
export function started(plan: Plan, progress: Progress): void {
  if (plan.access.kind === 'collection' && plan.collection !== undefined) plan.collection.counters.scans += 1;
  for (const index of indexesOf(plan)) index.uses.count += 1;
  progress.trace?.push({ plan, progress });
}
