import { toNumber } from '../bson/numbers.ts';
import { type Doc, doc, isDoc, isNumeric, type Value } from '../bson/values.ts';
import type { Query } from '../engine.ts';
import { plainInclusion } from '../projection/plain-inclusion.ts';
import { groupedPath, neededFields } from './needed-fields.ts';

/** The part of a pipeline that the engine answers with its indexes, and the stages that remain. */
export interface PipelinePlan {
  query: Pick<Query, 'filter' | 'sort' | 'skip' | 'limit' | 'fields' | 'distinct' | 'projection'>;
  rest: readonly Doc[];
}

/** Takes leading `$match`, `$sort`, `$skip` and `$limit` out of a pipeline. */
export function planPipeline(pipeline: readonly Doc[]): PipelinePlan {
  const filters: Doc[] = [];
  let at = 0;
  const take = (name: string): Value | undefined => {
    const stage = pipeline[at];
    const operand = stage?.size === 1 ? stage.get(name) : undefined;
    if (operand !== undefined) at += 1;
    return operand;
  };
  for (let filter = take('$match'); filter !== undefined; filter = take('$match')) {
    if (!isDoc(filter)) {
      at -= 1;
      break;
    }
    filters.push(filter);
  }
  const query: PipelinePlan['query'] = { filter: conjunction(filters) };
  const sort = take('$sort');
  if (isDoc(sort) && sort.size > 0) query.sort = sort;
  else if (sort !== undefined) at -= 1;
  const skip = count(take('$skip'));
  if (skip !== undefined) query.skip = skip;
  const limit = count(take('$limit'));
  if (limit !== undefined && limit > 0) query.limit = limit;
  const rest = pipeline.slice(at);
  const fields = neededFields(rest);
  if (fields !== undefined) query.fields = fields;
  const distinct = skip === undefined && limit === undefined ? groupedPath(rest) : undefined;
  if (distinct !== undefined && isFirstOf(query.sort, distinct)) query.distinct = distinct;
  return { query, rest };
}

/** In this order the documents of one group lie together, or no order is asked for. */
function isFirstOf(sort: Doc | undefined, path: string): boolean {
  const [first = path] = sort?.keys() ?? [];
  return first === path;
}

/** With a `$project` that stands alone behind the query and only includes fields, as the query's projection. */
export function pushProjection(plan: PipelinePlan): PipelinePlan {
  const [stage, ...rest] = plan.rest;
  const spec = stage?.size === 1 ? stage.get('$project') : undefined;
  if (!isDoc(spec) || rest.length > 0 || plainInclusion(spec) === undefined) return plan;
  return { query: { ...plan.query, projection: spec }, rest };
}

function conjunction(filters: readonly Doc[]): Doc {
  const [first] = filters;
  if (first === undefined) return new Map();
  return filters.length === 1 ? first : doc({ $and: [...filters] });
}

/** The operand of `$skip` or `$limit`; a wrong one was refused when the pipeline was compiled as a whole. */
function count(operand: Value | undefined): number | undefined {
  return isNumeric(operand) ? toNumber(operand) : undefined;
}
