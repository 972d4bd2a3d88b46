import { type Doc, isDoc, BSONRegExp, type Value } from '../bson/values.ts';
import type { Query } from '../execution/query.ts';
import { show } from '../query/show.ts';

/** What queries have in common that differ in their values only: the fields and operators of the filter, and the rest. */
export function queryShape({ filter, sort, projection, collation }: Query): string {
  const rest = [sort, projection, collation?.spec].map((part) => show(part ?? new Map()));
  return [filterShape(filter), ...rest].join(' ');
}

function filterShape(filter: Doc): string {
  return `{${conditionsOf(filter).sort().join()}}`;
}

/** A filter's conditions; those of an `$and` are no other than the filter's own. */
function conditionsOf(filter: Doc): string[] {
  return Array.from(filter, ([name, operand]) => {
    if (name === '$and') return docsIn(operand).flatMap(conditionsOf);
    if (name === '$or' || name === '$nor')
      return [`${name}[${docsIn(operand).map(filterShape).sort().join()}]`];
    return name.startsWith('$') ? [`${name}:${show(operand)}`] : fieldShapes(name, operand);
  }).flat();
}

function fieldShapes(path: string, operand: Value): string[] {
  if (operand instanceof BSONRegExp) return [`${path} $regex`];
  if (!isDoc(operand) || operand.size === 0 || !isOperator(operand)) return [`${path} $eq`];
  return Array.from(operand, ([operator, inner]) => {
    if (!isDoc(inner) || (operator !== '$not' && operator !== '$elemMatch')) return `${path} ${operator}`;
    const within = isOperator(inner) ? fieldShapes('', inner).sort().join() : filterShape(inner);
    return `${path} ${operator}(${within})`;
  });
}

const isOperator = (value: Doc): boolean => value.keys().next().value?.startsWith('$') === true;

const docsIn = (value: Value): Doc[] => (Array.isArray(value) ? value.filter(isDoc) : []);
