import { describe, expect, it } from '@jest/globals';
import {
  compareNumbers,
  addNumbers,
  multiplyNumbers,
  subtractNumbers,
  toDecimal,
  type Numeric,
} from './numbers.ts';
import { Decimal128, Double } from './values.ts';

const text = (value: Numeric): string =>
  value instanceof Decimal128 ? value.toString() : `not a decimal: ${typeof value}`;
const decimal = (text: string): Decimal128 => Decimal128.fromString(text);

describe('numbers', () => {
  it('compare exactly across types', () => {
    expect(compareNumbers(2n ** 53n + 1n, 2 ** 53)).toBe(1);
    expect(compareNumbers(decimal('0.1'), 0.1)).toBe(-1);
    expect(compareNumbers(decimal('0.5'), 0.5)).toBe(0);
    expect(compareNumbers(decimal('1E400'), Number.MAX_VALUE)).toBe(1);
    expect(compareNumbers(decimal('1E400'), Infinity)).toBe(-1);
    expect(compareNumbers(decimal('NaN'), NaN)).toBe(0);
    expect(compareNumbers(NaN, -Infinity)).toBe(-1);
    expect(compareNumbers(new Double(3), 3n)).toBe(0);
    expect(compareNumbers(decimal('-1E-6176'), -0)).toBe(-1);
  });

  it('take the wider type and grow from int32 to int64', () => {
    expect(addNumbers(1, 2)).toBe(3);
    expect(addNumbers(2 ** 31 - 1, 1)).toBe(2n ** 31n);
    expect(addNumbers(1n, 2)).toBe(3n);
    expect(addNumbers(1, new Double(2))).toEqual(new Double(3));
    expect(multiplyNumbers(2 ** 20, 2 ** 20)).toBe(2n ** 40n);
    expect(subtractNumbers(0n, -(2n ** 63n) + 1n)).toBe(2n ** 63n - 1n);
  });

  it('refuse what int64 can not hold', () => {
    expect(() => addNumbers(2n ** 63n - 1n, 1)).toThrow('int64');
    expect(() => multiplyNumbers(2n ** 62n, 4)).toThrow('int64');
  });

  it('do exact decimal arithmetic', () => {
    expect(text(addNumbers(decimal('0.1'), decimal('0.2')))).toBe('0.3');
    expect(text(multiplyNumbers(decimal('1.10'), 3))).toBe('3.30');
    expect(text(addNumbers(decimal('9999999999999999999999999999999999'), 1))).toBe(
      '1.000000000000000000000000000000000E+34',
    );
    expect(text(addNumbers(decimal('1'), Infinity))).toBe('Infinity');
    expect(toDecimal(0.1).toString()).toBe('0.100000000000000');
  });
});
