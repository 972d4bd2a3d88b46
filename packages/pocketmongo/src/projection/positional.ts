import { toNumber } from '../bson/numbers.ts';
import { type Doc, isDoc, isNumeric, type Value } from '../bson/values.ts';
import { commandError, locationError } from '../errors.ts';
import { compilePosition, type FilterOptions } from '../query/match.ts';
import type { Leaf } from './tree.ts';

/** `path.$: 1`: of an array the element that the filter matched. */
export function positionalLeaf(filter: Doc, options: FilterOptions): Leaf {
  if (filter.has('$expr'))
    throw commandError(
      'QueryFeatureNotAllowed',
      'positional projection is not allowed with $expr in the filter',
    );
  const positionOf = compilePosition(filter, options);
  return {
    kind: 'transform',
    apply: (value, { root }) =>
      Array.isArray(value) ? atPosition(value, isDoc(root) ? positionOf(root) : undefined) : value,
  };
}

/** Refuses what `path.$` can't be set to. */
export function checkPositionalOperand(path: string, operand: Value): void {
  if (path.includes('.$.'))
    throw locationError(
      31394,
      `As of 4.4, it's illegal to specify positional operator in the middle of a path: ${path}`,
    );
  if (operand === false || (isNumeric(operand) && toNumber(operand) === 0))
    throw locationError(31395, 'positional projection cannot be used with exclusion');
  if (isDoc(operand))
    throw locationError(31271, 'positional projection cannot be used with an expression or sub object');
  if (operand !== true && !isNumeric(operand))
    throw locationError(31308, 'positional projection cannot be used with a literal');
}

const IN_FIND = 'Executor error during find command :: caused by :: positional operator';

function atPosition(value: readonly Value[], position: number | undefined): Value {
  if (position === undefined)
    throw locationError(51246, `${IN_FIND} '.$' couldn't find a matching element in the array`);
  const element = value[position];
  if (element === undefined) throw locationError(51247, `${IN_FIND} '.$' element mismatch`);
  return [element];
}
