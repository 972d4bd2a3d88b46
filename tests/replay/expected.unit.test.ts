import { describe, expect, it } from '@jest/globals';
import { olistFolder, withOlist } from '../harness/olist.ts';
import { expectedFigures } from './expected.ts';
import { centavos, readOlist } from './olist.ts';

describe('amounts of the source', () => {
  it('are read without a float', () => {
    expect(centavos('58.9')).toBe(5890);
    expect(centavos('0.07')).toBe(7);
    expect(centavos('1299')).toBe(129_900);
    expect(() => centavos('1,5')).toThrow('not an amount');
  });
});

withOlist('the figures that the replay is held against', () => {
  it('are those that the data set states of itself', () => {
    const figures = expectedFigures(readOlist(olistFolder));
    expect(figures).toMatchObject({
      orders: 520,
      ordersByStatus: { delivered: 509, shipped: 6, invoiced: 3, processing: 2 },
      items: 6_939_782,
      freight: 1_169_904,
      paid: 8_109_682,
      rounding: -4,
      splitOrders: 10,
    });
    expect(figures.sellers.size).toBe(353);
  });

  it('balance: what was paid is the sellers’, the commission and the rounding', () => {
    const figures = expectedFigures(readOlist(olistFolder));
    const sellers = [...figures.sellers.values()].reduce(
      (sum, each) => sum + each.pending + each.available,
      0,
    );
    expect(sellers + figures.commission + figures.rounding).toBe(figures.paid - figures.refunded);
  });
});
