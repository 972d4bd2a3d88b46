import { isDoc, type Value } from '../../bson/values.ts';
import { locationError } from '../../errors.ts';
import { isTruthy } from '../../query/operators/element.ts';
import { typeAlias } from '../../query/types.ts';
import {
  compileArguments,
  isNullish,
  namedArguments,
  type Operator,
  type OperatorTable,
} from './expression.ts';

const cond: Operator = (operand, compiler, name) => {
  const parts = isDoc(operand) ? conditionParts(operand, name) : operand;
  const [test, yes, no] = compileArguments(parts, compiler, name, 3);
  return (scope) => (isTruthy(test?.(scope)) ? yes?.(scope) : no?.(scope));
};

function conditionParts(operand: Value, name: string): Value[] {
  const { if: test, then, else: otherwise } = namedArguments(operand, name, ['if', 'then', 'else']);
  return [test, then, otherwise];
}

const ifNull: Operator = (operand, compiler, name) => {
  if (!Array.isArray(operand) || operand.length < 2) {
    throw locationError(
      1257300,
      `$ifNull needs at least two arguments, had: ${Array.isArray(operand) ? operand.length : 1}`,
    );
  }
  const choices = compileArguments(operand, compiler, name, 2, Infinity);
  return (scope) => {
    let value: Value | undefined;
    for (const choice of choices) {
      value = choice(scope);
      if (!isNullish(value)) return value;
    }
    return value;
  };
};

const switchOn: Operator = (operand, compiler, name) => {
  const { branches, default: fallback } = namedArguments(operand, name, ['branches'], ['default']);
  if (!Array.isArray(branches))
    throw locationError(40061, `$switch expected an array for 'branches', found: ${typeAlias(branches)}`);
  if (branches.length === 0) {
    throw locationError(40068, '$switch requires at least one branch.');
  }
  const cases = branches.map((branch) => {
    const { case: test, then } = namedArguments(branch, 'a branch of $switch', ['case', 'then']);
    return { test: compiler.expression(test), then: compiler.expression(then) };
  });
  const otherwise = fallback === undefined ? undefined : compiler.expression(fallback);
  return (scope) => {
    const chosen = cases.find(({ test }) => isTruthy(test(scope)))?.then ?? otherwise;
    if (chosen === undefined) {
      throw locationError(
        40066,
        '$switch could not find a matching branch for an input, and no default was specified.',
      );
    }
    return chosen(scope);
  };
};

export const conditionalOperators: OperatorTable = { $cond: cond, $ifNull: ifNull, $switch: switchOn };
