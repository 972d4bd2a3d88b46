import type { CollectionEntry } from '../catalog/entries.ts';
import { commandError } from '../errors.ts';
import { indexesOf } from '../planner/indexes-of.ts';
import type { Plan } from '../planner/plan.ts';

/**
 * Throws QueryPlanKilled when the collection of a plan, or an index that it reads, is not there any more: their tables
 * are emptied, and what is left of them would pass for the whole result. `now`: what stands under the collection's name.
 */
export function checkStillThere(plan: Plan, now: CollectionEntry | undefined): void {
  const { collection } = plan;
  if (collection === undefined || now === collection) return;
  if (now?.table !== collection.table)
    throw commandError('QueryPlanKilled', `collection '${collection.namespace}' was dropped or renamed`);
  for (const { table, name } of indexesOf(plan))
    if (!now.indexes.some((index) => index.table === table))
      throw commandError('QueryPlanKilled', `index '${name}' dropped`);
}
