import type { IndexPlan } from './index-plan.ts';
import type { SortField } from './sort-spec.ts';

/** How a scan gives the order that is asked for. */
export type Coverage = {
  direction: 1 | -1;
  /** The stretches of the scan are in order each and have to be merged. */
  merge: boolean;
};

/** The way in which a scan gives the order that is asked for, if it does. */
export function sortCoverage(plan: IndexPlan, sort: readonly SortField[]): Coverage | undefined {
  if (plan.index.flags.truncated) return undefined;
  const whole = directionFrom(plan, sort, plan.fixed);
  if (whole !== undefined) return { direction: whole, merge: false };
  if (plan.streams === undefined) return undefined;
  const merged = directionFrom(plan, sort, plan.points);
  return merged === undefined ? undefined : { direction: merged, merge: true };
}

/**
 * The direction in which the index's fields from `start` on follow the sort. Fields held to one value are constant and
 * may be left out of the sort or stand anywhere in it.
 */
function directionFrom(plan: IndexPlan, sort: readonly SortField[], start: number): 1 | -1 | undefined {
  const { fields, flags } = plan.index;
  const constant = new Set(
    fields.filter((_, i) => i < plan.fixed && flags.multikey[i] !== true).map((field) => field.path),
  );
  let direction: 1 | -1 | undefined;
  let at = start;
  for (const field of sort) {
    if (field.distance !== undefined) return undefined;
    if (constant.has(field.path)) continue;
    const own = fields[at];
    if (own === undefined || own.path !== field.path || field.meta) return undefined;
    // With arrays a document lies under several keys; which of them counts depends on the bounds.
    if (flags.multikey[at] === true) return undefined;
    const turn = own.direction === field.direction ? 1 : -1;
    if (direction !== undefined && direction !== turn) return undefined;
    direction = turn;
    at += 1;
  }
  return direction ?? 1;
}
