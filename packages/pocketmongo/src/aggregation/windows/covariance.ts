import { unpackDecimal } from '../../bson/decimal.ts';
import {
  addNumbers,
  IntegerOverflow,
  multiplyNumbers,
  type Numeric,
  subtractNumbers,
  toNumber,
} from '../../bson/numbers.ts';
import { Decimal128, double, isNumeric, type Value } from '../../bson/values.ts';
import type { Accumulator, AccumulatorCompiler } from '../accumulators/accumulator.ts';
import { divideNumbers } from '../expressions/division.ts';
import { accumulated } from './accumulated.ts';

type Pair = readonly [x: Numeric, y: Numeric];

/** The two numbers of a pair; anything else is none. */
function pairOf(value: Value | undefined): Pair | undefined {
  if (!Array.isArray(value) || value.length !== 2) return undefined;
  const [x = null, y = null] = value;
  return isNumeric(x) && isNumeric(y) ? [x, y] : undefined;
}

/** The sum, a double where int64 is too small for it. */
function plus(a: Numeric, b: Numeric): Numeric {
  try {
    return addNumbers(a, b);
  } catch (error) {
    if (error instanceof IntegerOverflow) return double(toNumber(a) + toNumber(b));
    throw error;
  }
}

/** A decimal may be finite that is none as a double. */
const isFinite = (value: Numeric): boolean =>
  value instanceof Decimal128 ? unpackDecimal(value).kind === 'finite' : Number.isFinite(toNumber(value));

/** What the finite pairs of a window add up to. */
class Moment {
  counted = 0;
  #sumX: Numeric = 0;
  #sumY: Numeric = 0;
  #moment: Numeric = 0;

  add([x, y]: Pair): void {
    const before = this.counted;
    this.counted += 1;
    // Means are taken from the sums, so that sums that overflow show in the result.
    const meanX = before === 0 ? x : divideNumbers(this.#sumX, double(before));
    this.#sumX = plus(this.#sumX, x);
    this.#sumY = plus(this.#sumY, y);
    const fromMeanY = subtractNumbers(y, divideNumbers(this.#sumY, double(this.counted)));
    this.#moment = addNumbers(this.#moment, multiplyNumbers(subtractNumbers(x, meanX), fromMeanY));
  }

  over(divisor: number): Value {
    return divideNumbers(this.#moment, double(divisor));
  }
}

/**
 * Pairs of which both are numbers count. Pairs with an infinity or NaN are left out until there are two others: then
 * their sum is the result.
 */
const covariance =
  (sample: boolean): AccumulatorCompiler =>
  (argument, compiler) => {
    const expression = compiler.expression(argument);
    return (): Accumulator => {
      const moment = new Moment();
      let beyond: Numeric | undefined;
      return {
        add: (scope) => {
          const pair = pairOf(expression(scope));
          if (pair === undefined) return;
          if (pair.every(isFinite)) moment.add(pair);
          else beyond = addNumbers(beyond ?? 0, plus(...pair));
        },
        result: () => {
          if (moment.counted < 2) return moment.counted === 0 || sample ? null : double(0);
          return beyond ?? moment.over(sample ? moment.counted - 1 : moment.counted);
        },
      };
    };
  };

/** `$covariancePop: [x, y]` */
export const covariancePop = accumulated(covariance(false));
/** `$covarianceSamp: [x, y]` */
export const covarianceSamp = accumulated(covariance(true));
