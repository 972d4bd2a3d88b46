import { compareValues, valuesEqual } from '../../bson/compare.ts';
import { toNumber } from '../../bson/numbers.ts';
import { doc, isDoc, isNumeric, type Value } from '../../bson/values.ts';
import { commandError, locationError } from '../../errors.ts';
import { isTruthy } from '../../query/operators/element.ts';
import { compileSort } from '../../query/sort.ts';
import { typeAlias } from '../../query/types.ts';
import { whole } from './array-places.ts';
import { checkName } from './variables.ts';
import {
  bind,
  compileArguments,
  isNullish,
  namedArguments,
  one,
  type Operator,
  type OperatorTable,
  two,
  unary,
} from './expression.ts';

const size: Operator = (operand, compiler, name) => {
  const argument = one(operand, compiler, name);
  return (scope) => {
    const value = argument(scope);
    if (Array.isArray(value)) return value.length;
    throw locationError(
      17124,
      `The argument to $size must be an array, but was of type: ${typeAlias(value)}`,
    );
  };
};

const isArray: Operator = (operand, compiler, name) => {
  const argument = one(operand, compiler, name);
  return (scope) => Array.isArray(argument(scope));
};

/** `$first` and `$last` of an array */
const elementAt = (index: 0 | -1): Operator =>
  unaryOrMissing((value, name) => {
    if (!Array.isArray(value))
      throw locationError(28689, `${name}'s argument must be an array, but is ${typeAlias(value)}`);
    return value.at(index);
  });

function unaryOrMissing(compute: (value: Value, name: string) => Value | undefined): Operator {
  return (operand, compiler, name) => {
    const argument = one(operand, compiler, name);
    return (scope) => {
      const value = argument(scope);
      return isNullish(value) ? null : compute(value, name);
    };
  };
}

const concatArrays: Operator = (operand, compiler, name) => {
  const parts = compileArguments(operand, compiler, name, 0, Infinity);
  return (scope) => {
    const joined: Value[] = [];
    for (const part of parts) {
      const value = part(scope);
      if (isNullish(value)) return null;
      if (!Array.isArray(value))
        throw locationError(28664, `$concatArrays only supports arrays, not ${typeAlias(value)}`);
      // Not push(...value): that many arguments overflow the stack.
      for (const element of value) joined.push(element);
    }
    return joined;
  };
};

/** The variable that `$filter` and `$map` bind. */
function elementName(name: Value | undefined): string {
  if (name === undefined) return 'this';
  if (typeof name !== 'string')
    throw commandError('FailedToParse', `'as' must be the name of a variable, found ${typeAlias(name)}`);
  checkName(name);
  return name;
}

const filter: Operator = (operand, compiler, name) => {
  const parts = namedArguments(operand, name, ['input', 'cond'], ['as', 'limit']);
  const variable = elementName(parts.as);
  const input = compiler.expression(parts.input);
  const test = compiler.withVariables([variable]).expression(parts.cond);
  const limit = parts.limit === undefined ? undefined : compiler.expression(parts.limit);
  return (scope) => {
    const values = input(scope);
    if (isNullish(values)) return null;
    if (!Array.isArray(values))
      throw locationError(28651, `input to $filter must be an array not ${typeAlias(values)}`);
    const most = limitOf(limit?.(scope), name);
    const kept = values.filter((value) => {
      compiler.step();
      return isTruthy(test(bind(scope, variable, value)));
    });
    return kept.slice(0, most);
  };
};

/** The `limit` of `$filter`; undefined for null. */
function limitOf(value: Value | undefined, name: string): number | undefined {
  if (isNullish(value)) return undefined;
  const most = whole(value, name, [327391, 327391]);
  if (most > 0) return most;
  throw locationError(327392, `$filter: limit must be greater than 0, found ${most}`);
}

const map: Operator = (operand, compiler, name) => {
  const parts = namedArguments(operand, name, ['input', 'in'], ['as']);
  const variable = elementName(parts.as);
  const input = compiler.expression(parts.input);
  const body = compiler.withVariables([variable]).expression(parts.in);
  return (scope) => {
    const values = input(scope);
    if (isNullish(values)) return null;
    if (!Array.isArray(values))
      throw locationError(16883, `input to $map must be an array not ${typeAlias(values)}`);
    return values.map((value) => {
      compiler.step();
      return body(bind(scope, variable, value)) ?? null;
    });
  };
};

const reduce: Operator = (operand, compiler, name) => {
  const parts = namedArguments(operand, name, ['input', 'initialValue', 'in']);
  const input = compiler.expression(parts.input);
  const initial = compiler.expression(parts.initialValue);
  const body = compiler.withVariables(['this', 'value']).expression(parts.in);
  return (scope) => {
    const values = input(scope);
    if (isNullish(values)) return null;
    if (!Array.isArray(values))
      throw locationError(40080, `$reduce requires that 'input' be an array, found: ${typeAlias(values)}`);
    return values.reduce<Value | undefined>((value, element) => {
      compiler.step();
      return body(bind(bind(scope, 'this', element), 'value', value));
    }, initial(scope));
  };
};

const inArray: Operator = (operand, compiler, name) => {
  const [needle, array] = two(operand, compiler, name);
  return (scope) => {
    const [value, values] = [needle(scope), array(scope)];
    if (!Array.isArray(values))
      throw locationError(40081, `$in requires an array as a second argument, found: ${typeAlias(values)}`);
    return value !== undefined && values.some((element) => valuesEqual(element, value, compiler.collation));
  };
};

const reverseArray: Operator = unary((value) => {
  if (!Array.isArray(value))
    throw locationError(
      34435,
      `The argument to $reverseArray must be an array, but was of type: ${typeAlias(value)}`,
    );
  return value.toReversed();
});

const sortArray: Operator = (operand, compiler, name) => {
  const { input, sortBy } = namedArguments(operand, name, ['input', 'sortBy']);
  const array = compiler.expression(input);
  const byFields = isDoc(sortBy) ? compileSort(sortBy, compiler.collation) : undefined;
  const direction = byFields === undefined ? directionOf(sortBy) : 1;
  return (scope) => {
    const values = array(scope);
    if (isNullish(values)) return null;
    if (!Array.isArray(values))
      throw locationError(
        2942504,
        `The input argument to $sortArray must be an array, but was of type: ${typeAlias(values)}`,
      );
    if (byFields === undefined)
      return values.toSorted((a, b) => compareValues(a, b, compiler.collation) * direction);
    return values.toSorted((a, b) => byFields(isDoc(a) ? a : doc({}), isDoc(b) ? b : doc({})));
  };
};

function directionOf(sortBy: Value): number {
  if (!isNumeric(sortBy))
    throw locationError(
      2942507,
      `$sortArray requires 'sortBy' to be 1, -1 or an object, not ${typeAlias(sortBy)}`,
    );
  const direction = toNumber(sortBy);
  if (direction === 1 || direction === -1) return direction;
  throw locationError(2942506, 'The $sort element value must be either 1 or -1');
}

export const arrayOperators: OperatorTable = {
  $concatArrays: concatArrays,
  $filter: filter,
  $first: elementAt(0),
  $in: inArray,
  $isArray: isArray,
  $last: elementAt(-1),
  $map: map,
  $reduce: reduce,
  $reverseArray: reverseArray,
  $size: size,
  $sortArray: sortArray,
};
