import { type Numeric, toNumber } from '../../bson/numbers.ts';
import { Decimal128, double, isDoc, isNumeric, type Value } from '../../bson/values.ts';
import { commandError } from '../../errors.ts';
import { divideNumbers } from '../expressions/division.ts';
import type { AccumulatorCompiler } from './accumulator.ts';
import { runningTotal } from './total.ts';

/** `$sum`: numbers only, exact in the widest type met; the rest counts nothing */
export const sum: AccumulatorCompiler = (argument, compiler) => {
  const expression = compiler.expression(argument);
  return () => {
    const total = runningTotal();
    return {
      add: (scope) => {
        const value = expression(scope);
        if (isNumeric(value)) total.add(value);
      },
      result: total.result,
    };
  };
};

/** `$count: {}` */
export const count: AccumulatorCompiler = (argument) => {
  if (!isDoc(argument) || argument.size > 0)
    throw commandError('TypeMismatch', '$count takes no arguments, i.e. $count:{}');
  return counting;
};

const counting: ReturnType<AccumulatorCompiler> = () => {
  let total = 0;
  return {
    add: () => {
      total += 1;
    },
    result: () => total,
  };
};

/** `$avg`: a double, or a decimal when one was among the values; null without numbers */
export const avg: AccumulatorCompiler = (argument, compiler) => {
  const expression = compiler.expression(argument);
  return () => {
    const total = runningTotal();
    let counted = 0;
    return {
      add: (scope) => {
        const value = expression(scope);
        if (!isNumeric(value)) return;
        total.add(value);
        counted += 1;
      },
      result: () => average(total.result(), counted),
    };
  };
};

/** The mean of numbers that sum to `total`. */
export function average(total: Numeric, counted: number): Value {
  if (counted === 0) return null;
  return total instanceof Decimal128 ? divideNumbers(total, counted) : double(toNumber(total) / counted);
}

/** Welford's running variance. */
function deviation(sample: boolean): AccumulatorCompiler {
  return (argument, compiler) => {
    const expression = compiler.expression(argument);
    return () => {
      let [counted, mean, squares] = [0, 0, 0];
      return {
        add: (scope) => {
          const value = expression(scope);
          if (!isNumeric(value)) return;
          const number = toNumber(value);
          counted += 1;
          const delta = number - mean;
          mean += delta / counted;
          squares += delta * (number - mean);
        },
        result: () => {
          const divisor = sample ? counted - 1 : counted;
          return divisor <= 0 ? null : double(Math.sqrt(squares / divisor));
        },
      };
    };
  };
}

/** `$stdDevPop` */
export const stdDevPop = deviation(false);
/** `$stdDevSamp` */
export const stdDevSamp = deviation(true);
