import { packDecimal } from '../../bson/decimal.ts';
import { addNumbers, exactDecimal, INT64_MAX, INT64_MIN, type Numeric } from '../../bson/numbers.ts';
import { Decimal128, Double, double, isInt32 } from '../../bson/values.ts';

/** A sum that grows: `$sum`, `$avg`. */
export interface Total {
  add: (value: Numeric) => void;
  result: () => Numeric;
}

/**
 * Starts a sum. Integers are summed exactly, whatever comes between them, and become a double at the end when int64
 * does not hold them and no decimal was met; of doubles the digits that a sum loses are carried along (Neumaier), so
 * that a hundred times 0.1 is 10.
 */
export function runningTotal(): Total {
  const integers = integerTotal();
  let doubles: DoubleTotal | undefined;
  let decimals: Numeric | undefined;
  return {
    add: (value) => {
      if (value instanceof Decimal128)
        decimals = decimals === undefined ? value : addNumbers(decimals, value);
      else if (value instanceof Double) (doubles ??= doubleTotal()).add(value.value);
      else if (typeof value === 'bigint' || isInt32(value)) integers.add(value);
      else (doubles ??= doubleTotal()).add(value);
    },
    result: () => {
      if (decimals !== undefined) {
        const exact = addNumbers(decimals, packDecimal(integers.exact(), 0));
        return doubles === undefined ? exact : addNumbers(exact, exactDecimal(doubles.with()));
      }
      if (doubles === undefined) return integers.result();
      const whole = integers.exact();
      const most = Number(whole);
      return double(doubles.with(most, Number(whole - BigInt(most))));
    },
  };
}

function integerTotal() {
  // Plain numbers as long as they are exact.
  let small = 0;
  let large = 0n;
  let wide = false;
  const exact = (): bigint => large + BigInt(small);
  return {
    add: (value: number | bigint): void => {
      if (typeof value === 'bigint') {
        wide = true;
        large += value;
      } else if (Number.isSafeInteger(small + value)) small += value;
      else {
        large += BigInt(small);
        small = value;
      }
    },
    exact,
    result: (): Numeric => {
      const sum = exact();
      if (!wide && sum >= -0x8000_0000n && sum <= 0x7fff_ffffn) return Number(sum);
      return sum < INT64_MIN || sum > INT64_MAX ? double(Number(sum)) : sum;
    },
  };
}

interface DoubleTotal {
  add: (value: number) => void;
  with: (...more: readonly number[]) => number;
  value: () => number;
}

function doubleTotal(start = 0, startLost = 0): DoubleTotal {
  let sum = start;
  let lost = startLost;
  const add = (value: number): void => {
    const next = sum + value;
    lost += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum;
    sum = next;
  };
  return {
    add,
    /** The sum with some more, which it does not keep. */
    with: (...more: readonly number[]): number => {
      const copy = doubleTotal(sum, lost);
      for (const value of more) copy.add(value);
      return copy.value();
    },
    // Beyond the finite numbers what was lost means nothing.
    value: (): number => (Number.isFinite(sum) ? sum + lost : sum),
  };
}
