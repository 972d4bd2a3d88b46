import { unpackDecimal } from './decimal.ts';
import { type Numeric, toNumber } from './numbers.ts';
import { Decimal128 } from './values.ts';

/**
 * A number where an option asks for a whole one: a double is cut, a decimal goes to the nearest (halves to the even
 * neighbour), NaN is 0. What lies beyond stays where it is, as the nearest double.
 */
export function wholeNumberOf(value: Numeric): number {
  const number = value instanceof Decimal128 ? nearestWhole(value) : Math.trunc(toNumber(value));
  return Number.isNaN(number) ? 0 : number + 0;
}

function nearestWhole(value: Decimal128): number {
  const decimal = unpackDecimal(value);
  if (decimal.kind !== 'finite' || decimal.exponent >= 0) return toNumber(value);
  const unit = 10n ** BigInt(-decimal.exponent);
  const whole = decimal.coefficient / unit;
  const twice = (decimal.coefficient % unit) * 2n;
  const size = twice < 0n ? -twice : twice;
  const away = size > unit || (size === unit && whole % 2n !== 0n);
  return Number(away ? whole + (twice < 0n ? -1n : 1n) : whole);
}

/** Whether nothing stands behind the point; decimals not by way of a double, to which 9007199254740999.5 is whole. */
export function isWhole(value: Numeric): boolean {
  if (!(value instanceof Decimal128)) return typeof value === 'bigint' || Number.isInteger(toNumber(value));
  const decimal = unpackDecimal(value);
  if (decimal.kind !== 'finite') return false;
  return decimal.exponent >= 0 || decimal.coefficient % 10n ** BigInt(-decimal.exponent) === 0n;
}
