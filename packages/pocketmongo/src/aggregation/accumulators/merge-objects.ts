import { type Doc, isDoc } from '../../bson/values.ts';
import { locationError } from '../../errors.ts';
import { typeAlias } from '../../query/types.ts';
import { isNullish } from '../expressions/expression.ts';
import type { AccumulatorCompiler } from './accumulator.ts';

/** `$mergeObjects` */
export const mergeObjects: AccumulatorCompiler = (argument, compiler) => {
  const expression = compiler.expression(argument);
  return () => {
    const merged: Doc = new Map();
    return {
      add: (scope) => {
        const value = expression(scope);
        if (isNullish(value)) return;
        if (!isDoc(value)) {
          throw locationError(
            5_911_200,
            `$mergeObjects requires object inputs, but input is of type ${typeAlias(value)}`,
          );
        }
        for (const [key, field] of value) merged.set(key, field);
      },
      result: () => merged,
    };
  };
};
