import type { Query } from '../engine.ts';
import type { IndexPlan } from './index-plan.ts';

/** The field of an index whose equal values a scan may pass by after the first; undefined when there is none. */
export function distinctField({ distinct, collation }: Query, plan: IndexPlan): number | undefined {
  const { index, fixed, exact } = plan;
  if (distinct === undefined || !exact || collation !== undefined || index.collation !== undefined)
    return undefined;
  if (index.fields[fixed]?.path !== distinct) return undefined;
  return index.flags.multikey[fixed] === true || index.flags.truncated ? undefined : fixed;
}
