import { describe, expect, it } from '@jest/globals';
import {
  DECIMAL_TRIGONOMETRY, decimalAtan2, decimalExp, decimalLn, decimalLog, decimalLog10, decimalPow, decimalSqrt,
} from './decimal-functions.ts'; // prettier-ignore
import { addNumbers, compareNumbers, multiplyNumbers, negateNumber, subtractNumbers, toNumber } from './numbers.ts'; // prettier-ignore
import { Decimal128 } from './values.ts';

const decimal = (text: string): Decimal128 => Decimal128.fromString(text);
const VALUES = ['0.5', '1', '2', '3.7', '12.25', '0.001', '99.99', '1E-20', '1E+9', '0.9999999999999999'];

/** Whether two decimals differ by at most so many units of the 34th digit. */
function expectClose(found: Decimal128, expected: Decimal128, relative = '5E-33'): void {
  const difference = subtractNumbers(found, expected);
  const size = compareNumbers(difference, 0) < 0 ? negateNumber(difference) : difference;
  const most = multiplyNumbers(expected, decimal(relative));
  const bound = compareNumbers(most, 0) < 0 ? negateNumber(most) : most;
  expect(compareNumbers(size, bound)).toBeLessThanOrEqual(0);
}

const product = (a: Decimal128, b: Decimal128): Decimal128 => multiplyNumbers(a, b) as Decimal128;

describe('functions of decimals', () => {
  it.each(VALUES)('undo each other at %s', (text) => {
    const x = decimal(text);
    const root = decimalSqrt(x);
    expectClose(product(root, root), x);
    expectClose(decimalPow(x, decimal('3')), product(product(x, x), x));
    expectClose(decimalExp(decimalLn(x)), x, '1E-31');
    expectClose(decimalPow(decimalPow(x, decimal('2.5')), decimal('0.4')), x, '1E-31');
  });

  it.each(['0', '0.5', '1', '-2', '30.25', '-1E-20', '1234567.89'])('lie on the circle at %s', (text) => {
    const [sin, cos] = ['sin', 'cos'].map((name) => DECIMAL_TRIGONOMETRY.get(name)?.(decimal(text)));
    if (sin === undefined || cos === undefined) throw new Error('a function is missing');
    expectClose(addNumbers(product(sin, sin), product(cos, cos)) as Decimal128, decimal('1'));
  });

  it('agree with doubles', () => {
    const functions = Math as unknown as Record<string, (x: number) => number>;
    for (const [name, compute] of DECIMAL_TRIGONOMETRY) {
      const double = functions[name];
      if (double === undefined) continue;
      for (const x of name === 'acosh' ? [1, 1.5, 40] : [-0.75, 0, 0.25, 0.5]) {
        expect(toNumber(compute(decimal(String(x))))).toBeCloseTo(double(x), 12);
      }
    }
    expect(toNumber(decimalAtan2(decimal('-1'), decimal('-1')))).toBeCloseTo(Math.atan2(-1, -1), 12);
    expect(toNumber(decimalLog(decimal('81'), decimal('3')))).toBeCloseTo(4, 12);
  });

  it('are exact where they can be', () => {
    expect(decimalSqrt(decimal('16')).toString()).toBe('4');
    expect(decimalSqrt(decimal('0.25')).toString()).toBe('0.5');
    expect(decimalLog10(decimal('1E-5')).toString()).toBe('-5');
    expect(decimalExp(decimal('0')).toString()).toBe('1');
    expect(decimalPow(decimal('-2'), decimal('3')).toString()).toBe('-8');
    expect(decimalPow(decimal('1.1'), decimal('2')).toString()).toBe('1.21');
  });

  it('meet the ends of the range', () => {
    expect(decimalExp(decimal('20000')).toString()).toBe('Infinity');
    expect(toNumber(decimalExp(decimal('-20000')))).toBe(0);
    expect(decimalLn(decimal('NaN')).toString()).toBe('NaN');
    expect(decimalSqrt(decimal('Infinity')).toString()).toBe('Infinity');
    expect(decimalPow(decimal('-8'), decimal('0.5')).toString()).toBe('NaN');
    expect(DECIMAL_TRIGONOMETRY.get('tanh')?.(decimal('1E+30')).toString()).toMatch(/^1(?:\.0*)?$/);
    expect(() => DECIMAL_TRIGONOMETRY.get('sin')?.(decimal('1E+100'))).toThrow('not supported');
  });
});
