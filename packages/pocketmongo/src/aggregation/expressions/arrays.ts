import { compareValues, valuesEqual } from '../../bson/compare.ts';
import { toNumber } from '../../bson/numbers.ts';
import { doc, isDoc, isNumeric, type Value } from '../../bson/values.ts';
import { commandError, locationError } from '../../errors.ts';
import { isTruthy } from '../../query/operators/element.ts';
import { compileSort } from '../../query/sort.ts';
import { typeAlias } from '../../query/types.ts';
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

const arrayElemAt: Operator = (operand, compiler, name) => {
  const [array, index] = two(operand, compiler, name);
  return (scope) => {
    const [values, at] = [array(scope), index(scope)];
    if (isNullish(values) || isNullish(at)) return null;
    if (!Array.isArray(values)) {
      throw locationError(
        28689,
        `$arrayElemAt's first argument must be an array, but is ${typeAlias(values)}`,
      );
    }
    return values.at(whole(at, name));
  };
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

const slice: Operator = (operand, compiler, name) => {
  const [array, first, second] = compileArguments(operand, compiler, name, 2, 3);
  return (scope) => {
    const [values, a] = [array?.(scope), first?.(scope)];
    const b = second?.(scope);
    if (isNullish(values) || isNullish(a) || (second !== undefined && isNullish(b))) return null;
    if (!Array.isArray(values)) {
      throw locationError(
        28724,
        `First argument to $slice must be an array, but is of type: ${typeAlias(values)}`,
      );
    }
    const position = whole(a, name);
    if (b === undefined || b === null)
      return position < 0 ? values.slice(position) : values.slice(0, position);
    const count = whole(b, name);
    if (count <= 0) throw locationError(28729, `Third argument to $slice must be positive: ${count}`);
    const start = position < 0 ? Math.max(0, values.length + position) : position;
    return values.slice(start, start + count);
  };
};

function whole(value: Value, name: string): number {
  const number = isNumeric(value) ? toNumber(value) : Number.NaN;
  if (Number.isInteger(number)) return number;
  throw locationError(28690, `${name} needs a whole number, but got ${typeAlias(value)}`);
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

const filter: Operator = (operand, compiler, name) => {
  const parts = namedArguments(operand, name, ['input', 'cond'], ['as', 'limit']);
  const variable = typeof parts.as === 'string' ? parts.as : 'this';
  const input = compiler.expression(parts.input);
  const test = compiler.withVariables([variable]).expression(parts.cond);
  const limit = parts.limit === undefined ? undefined : compiler.expression(parts.limit);
  return (scope) => {
    const values = input(scope);
    if (isNullish(values)) return null;
    if (!Array.isArray(values))
      throw locationError(28651, `input to $filter must be an array not ${typeAlias(values)}`);
    const most = limit?.(scope);
    const kept = values.filter((value) => {
      compiler.step();
      return isTruthy(test(bind(scope, variable, value)));
    });
    return isNullish(most) ? kept : kept.slice(0, whole(most, name));
  };
};

const map: Operator = (operand, compiler, name) => {
  const parts = namedArguments(operand, name, ['input', 'in'], ['as']);
  const variable = typeof parts.as === 'string' ? parts.as : 'this';
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

const indexOfArray: Operator = (operand, compiler, name) => {
  const [array, needle, from, to] = compileArguments(operand, compiler, name, 2, 4);
  return (scope) => {
    const [values, value] = [array?.(scope), needle?.(scope)];
    if (isNullish(values)) return null;
    if (!Array.isArray(values))
      throw locationError(
        40090,
        `$indexOfArray requires an array as a first argument, found: ${typeAlias(values)}`,
      );
    const [start, end] = [from?.(scope) ?? 0, to?.(scope) ?? values.length];
    const found = values
      .slice(0, whole(end, name))
      .findIndex(
        (element, index) =>
          index >= whole(start, name) &&
          value !== undefined &&
          valuesEqual(element, value, compiler.collation),
      );
    return found;
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
  const direction = isNumeric(sortBy) ? toNumber(sortBy) : 1;
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

const MAX_RANGE = 1_000_000;

const range: Operator = (operand, compiler, name) => {
  const [from, to, by] = compileArguments(operand, compiler, name, 2, 3);
  return (scope) => {
    const [start, end, step] = [
      from?.(scope) ?? null,
      to?.(scope) ?? null,
      by === undefined ? 1 : (by(scope) ?? null),
    ].map((part) => whole(part, name));
    if (start === undefined || end === undefined || step === undefined || step === 0) {
      throw locationError(34449, '$range requires a non-zero step value');
    }
    const count = Math.max(0, Math.ceil((end - start) / step));
    if (count > MAX_RANGE) throw commandError('ExceededMemoryLimit', '$range would make too many elements');
    return Array.from({ length: count }, (_, index) => start + index * step);
  };
};

export const arrayOperators: OperatorTable = {
  $arrayElemAt: arrayElemAt,
  $concatArrays: concatArrays,
  $filter: filter,
  $first: elementAt(0),
  $in: inArray,
  $indexOfArray: indexOfArray,
  $isArray: isArray,
  $last: elementAt(-1),
  $map: map,
  $range: range,
  $reduce: reduce,
  $reverseArray: reverseArray,
  $size: size,
  $slice: slice,
  $sortArray: sortArray,
};
