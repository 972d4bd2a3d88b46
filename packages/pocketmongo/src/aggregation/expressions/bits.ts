import { isInt32, type Value } from '../../bson/values.ts';
import { commandError } from '../../errors.ts';
import { typeAlias } from '../../query/types.ts';
import { compileArguments, isNullish, type Operator, type OperatorTable, unary } from './expression.ts';

/** An operator over the bits of int32 and int64; int64 when one argument is. */
function bitwise(start: bigint, compute: (a: bigint, b: bigint) => bigint): Operator {
  return (operand, compiler, name) => {
    const terms = compileArguments(operand, compiler, name, 0, Infinity);
    return (scope) => {
      let result = start;
      let wide = false;
      for (const term of terms) {
        const value = term(scope);
        if (isNullish(value)) return null;
        wide ||= typeof value === 'bigint';
        result = compute(result, integer(value, name));
      }
      return wide ? BigInt.asIntN(64, result) : Number(BigInt.asIntN(32, result));
    };
  };
}

function integer(value: Value, name: string): bigint {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'number' && isInt32(value)) return BigInt(value);
  throw commandError('TypeMismatch', `${name} only supports int and long operands, not ${typeAlias(value)}.`);
}

export const bitOperators: OperatorTable = {
  $bitAnd: bitwise(-1n, (a, b) => a & b),
  $bitOr: bitwise(0n, (a, b) => a | b),
  $bitXor: bitwise(0n, (a, b) => a ^ b),
  $bitNot: unary((value, name) => {
    const flipped = ~integer(value, name);
    return typeof value === 'bigint' ? flipped : Number(flipped);
  }),
};
