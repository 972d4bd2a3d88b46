import { toNumber } from '../bson/numbers.ts';
import { isDoc, isNumeric, type Value } from '../bson/values.ts';
import { locationError } from '../errors.ts';
import { compileElementTest } from '../query/element-tests.ts';
import { findNear } from '../query/geo/near.ts';
import type { FilterOptions } from '../query/match.ts';
import type { Leaf } from './tree.ts';

/** `$slice` of find's projection; undefined where the operand makes it the aggregation's operator. */
export function sliceLeaf(argument: Value): Leaf | undefined {
  if (Array.isArray(argument) && argument.length === 0)
    throw locationError(
      28667,
      'Expression $slice takes at least 2 arguments, and at most 3, but 0 were passed in.',
    );
  const parts = Array.isArray(argument) ? argument : [argument];
  if (!parts.every(isNumeric) || parts.length > 2 || (Array.isArray(argument) && parts.length < 2))
    return undefined;
  const [first = 0, second] = parts.map((part) => Math.trunc(toNumber(part)) || 0);
  if (second !== undefined && second <= 0) {
    throw locationError(28724, 'First argument to $slice must be an array, but is of type: int');
  }
  return { kind: 'transform', apply: (value: Value) => slice(value, first, second) };
}

function slice(value: Value, first: number, count: number | undefined): Value {
  if (!Array.isArray(value)) return value;
  if (count === undefined) return first < 0 ? value.slice(first) : value.slice(0, first);
  const start = first < 0 ? Math.max(0, value.length + first) : first;
  return value.slice(start, start + count);
}

/** `$elemMatch` of find's projection: the first element that matches. */
export function elemMatchLeaf(argument: Value, { collation }: FilterOptions): Leaf {
  if (!isDoc(argument)) throw locationError(31274, 'elemMatch: Invalid argument, object required');
  if (findNear(argument) !== undefined)
    throw locationError(5_626_500, '$geoNear, $near, and $nearSphere are not allowed in this context');
  const test = compileElementTest(argument, { collation });
  return {
    kind: 'transform',
    standsLast: true,
    apply: (value) => {
      if (!Array.isArray(value)) return undefined;
      const found = value.find(test);
      return found === undefined ? undefined : [found];
    },
  };
}
