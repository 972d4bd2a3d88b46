import { filterPaths } from '../aggregation/filter-paths.ts';
import type { Doc } from '../bson/values.ts';
import type { IndexEntry } from '../catalog/entries.ts';
import { analyse } from './analysis.ts';
import type { IndexPlan } from './index-plan.ts';
import type { Plan, KeyFields, KeyConditions } from './plan.ts';

const ARRAY_INDEX = /^\d+$/u;

/** Where the keys of an index hold the value of a path; undefined when they don't. */
function positionOf(index: IndexEntry, path: string): number | undefined {
  const position = index.fields.findIndex((field) => field.path === path);
  const field = index.fields[position];
  if (field === undefined || index.flags.multikey[position] === true) return undefined;
  // By a number the index may have gone into an array.
  return field.parts.some((part) => ARRAY_INDEX.test(part)) ? undefined : position;
}

function holdsValues(index: IndexEntry): boolean {
  return index.kinds && !index.flags.truncated;
}

/** The fields by which the keys of the plan's index answer all that the query asks for; undefined when they don't. */
export function coveringFields(plan: Plan, { index }: IndexPlan): KeyFields | undefined {
  const { fields: wanted, sort, filter } = plan.query;
  if (wanted === undefined || !holdsValues(index)) return undefined;
  const filtered = plan.residual === undefined ? [] : filterPaths(filter);
  if (filtered === undefined) return undefined;
  // The order in which the fields of a subdocument stand is known to the document only.
  const roots = wanted.map((path) => path.split('.')[0]);
  if (new Set(roots).size < roots.length) return undefined;
  const sorted = plan.sort === undefined ? [] : [...(sort ?? new Map<string, never>()).keys()];
  if (plan.sort?.some((field) => field.meta || field.distance !== undefined) === true) return undefined;
  return fieldsOf(index, new Set([...wanted, ...filtered, ...sorted]), wanted.length);
}

function fieldsOf(index: IndexEntry, paths: ReadonlySet<string>, wanted: number): KeyFields | undefined {
  const fields = [];
  for (const path of paths) {
    const position = positionOf(index, path);
    if (position === undefined) return undefined;
    fields.push({ position, path });
  }
  return { fields, only: paths.size === wanted };
}

/** The conditions of a filter that an index's keys can answer though its bounds don't. */
export function keyConditions(filter: Doc, plan: IndexPlan): KeyConditions | undefined {
  const { index } = plan;
  if (plan.fixed === index.fields.length || !holdsValues(index)) return undefined;
  const conditions: Doc = new Map();
  const paths = new Set<string>();
  for (const [name, operand] of filter) {
    if (!name.startsWith('$') && positionOf(index, name) === undefined) continue;
    const own: Doc = new Map([[name, operand]]);
    const read = filterPaths(own);
    if (read === undefined || read.some((path) => positionOf(index, path) === undefined)) continue;
    // With an $or the bounds are those of one branch.
    if (!filter.has('$or') && isBound(plan, own)) continue;
    conditions.set(name, operand);
    for (const path of read) paths.add(path);
  }
  const fields = paths.size === 0 ? undefined : fieldsOf(index, paths, 0);
  return fields === undefined ? undefined : { filter: conditions, fields };
}

/** True when the bounds of the plan say what the condition says. */
function isBound(plan: IndexPlan, condition: Doc): boolean {
  const { tests, ors, opaque } = analyse(condition);
  if (opaque || ors.length > 0) return false;
  return tests.every(({ path }) =>
    plan.bounds.some((own, i) => own?.exact === true && plan.index.fields[i]?.path === path),
  );
}
