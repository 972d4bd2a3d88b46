import { compareValues } from '../../bson/compare.ts';
import type { Value } from '../../bson/values.ts';
import { isNullish } from '../expressions/expression.ts';
import type { AccumulatorCompiler } from './accumulator.ts';

const extreme =
  (direction: 1 | -1): AccumulatorCompiler =>
  (argument, compiler) => {
    const expression = compiler.expression(argument);
    return () => {
      let best: Value | undefined;
      return {
        add: (scope) => {
          const value = expression(scope);
          if (isNullish(value)) return;
          if (best === undefined || compareValues(value, best, compiler.collation) * direction > 0)
            best = value;
        },
        result: () => best ?? null,
      };
    };
  };

/** `$min`; null and missing don't count */
export const min = extreme(-1);
/** `$max` */
export const max = extreme(1);
