import type { IndexEntry } from '../catalog/entries.ts';
import type { Plan } from '../planner/plan.ts';
import type { Progress } from './counters.ts';

/** Notes that a plan is carried out: its indexes are used, or all of its collection, and who looks on sees what it does. */
export function started(plan: Plan, progress: Progress): void {
  if (plan.access.kind === 'collection' && plan.collection !== undefined) plan.collection.counters.scans += 1;
  for (const index of indexesOf(plan)) index.uses.count += 1;
  progress.trace?.push({ plan, progress });
}

function indexesOf({ access }: Plan): readonly IndexEntry[] {
  switch (access.kind) {
    case 'index':
      return [access.plan.index];
    case 'or':
      return access.plans.map(({ index }) => index);
    case 'text':
      return [access.index];
    default:
      return NONE;
  }
}

const NONE: readonly IndexEntry[] = [];
