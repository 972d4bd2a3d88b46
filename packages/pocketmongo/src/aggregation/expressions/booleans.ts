import { isTruthy } from '../../query/operators/element.ts';
import { compileArguments, one, type OperatorTable } from './expression.ts';

export const booleanOperators: OperatorTable = {
  $and: (operand, compiler, name) => {
    const tests = compileArguments(operand, compiler, name, 0, Infinity);
    return (scope) => tests.every((test) => isTruthy(test(scope)));
  },
  $or: (operand, compiler, name) => {
    const tests = compileArguments(operand, compiler, name, 0, Infinity);
    return (scope) => tests.some((test) => isTruthy(test(scope)));
  },
  $not: (operand, compiler, name) => {
    const test = one(operand, compiler, name);
    return (scope) => !isTruthy(test(scope));
  },
};
