import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  addMoney,
  money,
  moneyFromWire,
  moneyToWire,
  negateMoney,
  portionInBasisPoints,
  sumMoney,
} from './money.ts';

const brl = (amount: bigint) => money(amount, 'BRL');
const anyAmount = fc.bigInt({ min: -1_000_000_000_000n, max: 1_000_000_000_000n });

describe('money', () => {
  it('refuses an amount beyond 10^12 and a currency that is none', () => {
    expect(() => brl(1_000_000_000_001n)).toThrow(expect.objectContaining({ code: 'money-out-of-range' }));
    expect(() => money(1n, 'real')).toThrow(expect.objectContaining({ code: 'money-currency' }));
  });

  it('does not add different currencies', () => {
    expect(() => addMoney(brl(1n), money(1n, 'EUR'))).toThrow(
      expect.objectContaining({ code: 'money-currency-mismatch' }),
    );
  });

  it('survives the wire exactly', () => {
    fc.assert(
      fc.property(anyAmount, (amount) => {
        expect(moneyFromWire(moneyToWire(brl(amount)))).toEqual(brl(amount));
      }),
    );
  });

  it('sums nothing to zero', () => {
    expect(sumMoney([], 'BRL')).toEqual(brl(0n));
  });

  it.each([
    [1000n, 1000, 100n],
    [5n, 1000, 1n], // 0.5 goes up
    [4n, 1000, 0n],
    [9999n, 1250, 1250n],
    [0n, 1000, 0n],
  ])('takes %s × %s basis points as %s, half up', (amount, basisPoints, expected) => {
    expect(portionInBasisPoints(brl(amount), basisPoints)).toEqual(brl(expected));
  });

  it('reverses a portion exactly', () => {
    fc.assert(
      fc.property(anyAmount, fc.integer({ min: 0, max: 10_000 }), (amount, basisPoints) => {
        const there = portionInBasisPoints(brl(amount), basisPoints);
        const back = portionInBasisPoints(brl(-amount), basisPoints);
        expect(back).toEqual(negateMoney(there));
      }),
    );
  });
});
