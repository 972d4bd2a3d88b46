import type { IndexPlan } from './index-plan.ts';
import type { SortField } from './sort-spec.ts';

/**
 * The direction in which a scan gives the order that is asked for, if it does. Fields held to one value are constant
 * and may stand anywhere in the sort or be left out of it.
 */
export function sortDirection(plan: IndexPlan, sort: readonly SortField[]): 1 | -1 | undefined {
  if (plan.index.flags.truncated) return undefined;
  const fixed = new Set<string>();
  for (const [i, field] of plan.index.fields.entries()) {
    if (i >= plan.fixed) break;
    // Under one key of an array field a document lies once, so that the order of what follows holds; but the field itself
    // is not constant: a sort by it goes by the least or greatest element.
    if (plan.index.flags.multikey[i] !== true) fixed.add(field.path);
  }
  const wanted = sort.filter((field) => !fixed.has(field.path));
  let direction: 1 | -1 | undefined;
  let at = plan.fixed;
  for (const field of wanted) {
    const own = plan.index.fields[at];
    if (own === undefined || own.path !== field.path || field.meta) return undefined;
    // With arrays a document lies under several keys; which of them counts depends on the bounds.
    if (plan.index.flags.multikey[at] === true) return undefined;
    const turn = own.direction === field.direction ? 1 : -1;
    if (direction !== undefined && direction !== turn) return undefined;
    direction = turn;
    at += 1;
  }
  return direction ?? 1;
}
