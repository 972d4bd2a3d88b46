import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { correctedStock, MAX_STOCK, stockEvent } from './stock.ts';

const pieces = fc.integer({ min: 0, max: MAX_STOCK });

describe('stock', () => {
  it('is corrected by so many or to so many', () => {
    expect(correctedStock(5, { delta: -2 })).toBe(3);
    expect(correctedStock(5, { setTo: 9 })).toBe(9);
  });

  it('never falls below zero nor exceeds the limit', () => {
    expect(() => correctedStock(1, { delta: -2 })).toThrow(
      expect.objectContaining({ code: 'stock-too-low' }),
    );
    expect(() => correctedStock(1, { delta: MAX_STOCK })).toThrow(
      expect.objectContaining({ code: 'stock-too-high' }),
    );
  });

  it('tells when the last piece goes and when the first comes, and nothing else', () => {
    fc.assert(
      fc.property(pieces, pieces, (before, after) => {
        const expected =
          before > 0 && after === 0 ? 'OfferSoldOut' : before === 0 && after > 0 ? 'OfferRestocked' : null;
        expect(stockEvent(before, after)).toBe(expected);
      }),
    );
    expect(stockEvent(3, 0)).toBe('OfferSoldOut');
    expect(stockEvent(0, 3)).toBe('OfferRestocked');
    expect(stockEvent(0, 0)).toBeNull();
  });
});
