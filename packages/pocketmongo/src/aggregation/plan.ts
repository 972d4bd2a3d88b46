import { toNumber } from '../bson/numbers.ts';
import { type Doc, doc, isDoc, isNumeric, type Value } from '../bson/values.ts';
import type { Query } from '../engine.ts';

/** The part of a pipeline that the engine answers with its indexes, and the stages that remain. */
export interface PipelinePlan {
  query: Pick<Query, 'filter' | 'sort' | 'skip' | 'limit'>;
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
  return { query, rest: pipeline.slice(at) };
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
