import { describe, expect, it } from '@jest/globals';
import { faultAt, faultsFromText, noFaults } from './faults.ts';

describe('faults', () => {
  it('act at one occurrence of one point', async () => {
    const acted: number[] = [];
    let nth = 0;
    const faults = faultAt('checkout.place.after', 2, () => Promise.resolve(void acted.push(nth)));
    for (nth = 1; nth <= 3; nth += 1) {
      await faults.reach('checkout.place.before');
      await faults.reach('checkout.place.after');
    }
    expect(acted).toEqual([2]);
  });

  it('are read from text, and refused in any other form', () => {
    expect(faultsFromText(undefined)).toBe(noFaults);
    expect(faultsFromText('')).toBe(noFaults);
    expect(faultsFromText('checkout.authorise.after:3')).not.toBe(noFaults);
    expect(() => faultsFromText('checkout.place:0')).toThrow(TypeError);
    expect(() => faultsFromText('Rm -rf')).toThrow(TypeError);
  });
});
