import type { Value } from '../../bson/values.ts';
import { locationError } from '../../errors.ts';
import { typeAlias } from '../../query/types.ts';
import { isNullish, namedArguments, type Operator, type OperatorTable } from './expression.ts';

const zip: Operator = (operand, compiler, name) => {
  const parts = namedArguments(operand, name, ['inputs'], ['useLongestLength', 'defaults']);
  const inputs = listOf(parts.inputs, 34461, "'inputs' must be an array of expressions").map((one) =>
    compiler.expression(one),
  );
  if (inputs.length === 0) throw locationError(34465, '$zip requires at least one input array');
  const longest = parts.useLongestLength ?? false;
  if (typeof longest !== 'boolean')
    throw locationError(34463, `'useLongestLength' must be a bool, found ${typeAlias(longest)}`);
  const defaults =
    parts.defaults === undefined
      ? undefined
      : listOf(parts.defaults, 34462, "'defaults' must be an array of expressions").map((one) =>
          compiler.expression(one),
        );
  if (defaults !== undefined && !longest) {
    throw locationError(34466, 'cannot specify defaults unless useLongestLength is true');
  }
  if (defaults !== undefined && defaults.length !== inputs.length) {
    throw locationError(34467, 'defaults and inputs must have the same length');
  }
  return (scope) => {
    const arrays: Value[][] = [];
    for (const input of inputs) {
      const value = input(scope);
      if (isNullish(value)) return null;
      if (!Array.isArray(value)) {
        throw locationError(34468, `$zip found a non-array expression in input: ${typeAlias(value)}`);
      }
      arrays.push(value);
    }
    const lengths = arrays.map(({ length }) => length);
    const count = lengths.reduce((a, b) => (longest ? Math.max(a, b) : Math.min(a, b)));
    return Array.from({ length: count }, (_, row) => {
      compiler.step();
      return arrays.map((array, column) =>
        row < array.length ? (array[row] ?? null) : (defaults?.[column]?.(scope) ?? null),
      );
    });
  };
};

function listOf(operand: Value, code: number, message: string): readonly Value[] {
  if (Array.isArray(operand)) return operand;
  throw locationError(code, `${message}, found ${typeAlias(operand)}`);
}

export const zipOperators: OperatorTable = { $zip: zip };
