import { describe, expect, it } from '@jest/globals';
import type { Numeric } from '../../bson/numbers.ts';
import { Decimal128, Double, double, isInt32 } from '../../bson/values.ts';
import { runningTotal } from './total.ts';

const MAX = 2n ** 63n - 1n;
const decimal = (digits: string): Decimal128 => Decimal128.fromString(digits);

function sumOf(...values: readonly Numeric[]): string {
  const total = runningTotal();
  for (const value of values) total.add(value);
  // Windows ask for a result in between.
  total.result();
  const result = total.result();
  if (result instanceof Decimal128) return `decimal ${result.toString()}`;
  if (typeof result === 'bigint') return `long ${result}`;
  if (result instanceof Double) return `double ${result.value}`;
  return isInt32(result) ? `int ${result}` : `double ${result}`;
}

describe('a running total', () => {
  it.each<[string, Numeric[]]>([
    ['int 0', []],
    ['int 2147483647', [2 ** 31 - 1, 1, -1]],
    ['long 2147483648', [2 ** 31 - 1, 1]],
    ['long 3', [1n, 2]],
    ['long 9223372036854775807', [MAX, 1, -1]],
    ['double 9223372036854776000', [MAX, 2]],
    ['double 3.5', [1, 2.5]],
    ['double 10', Array.from({ length: 100 }, () => 0.1)],
    ['double 1', [1e100, 1, double(-1e100)]],
    ['double 9223372036854776000', [MAX, 1n, double(0)]],
    ['double Infinity', [Number.MAX_VALUE, Number.MAX_VALUE, 1]],
    ['double NaN', [Infinity, -Infinity, 1]],
    ['decimal 9223372036854775810', [MAX, 2, decimal('1')]],
    ['decimal 9223372036854775808', [MAX, 1n, double(0), decimal('0')]],
    ['decimal 6.0', [2.5, decimal('3.5')]],
    ['decimal 3.300', [decimal('1.100'), decimal('2.20')]],
    ['decimal NaN', [decimal('1'), Number.NaN]],
  ])('is %s', (expected, values) => {
    expect(sumOf(...values)).toBe(expected);
  });
});
