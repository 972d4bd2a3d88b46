import { describe, expect, it } from '@jest/globals';
import { idTime, isId, newId } from './ids.ts';

describe('ids', () => {
  it('carry their kind and sort by their time of making', () => {
    const ids = Array.from({ length: 200 }, () => newId('order'));
    expect(ids.every((id) => isId('order', id))).toBe(true);
    expect(ids.toSorted()).toEqual(ids);
    expect(new Set(ids).size).toBe(200);
  });

  it('are refused under another kind and in any other form', () => {
    expect(isId('cart', newId('order'))).toBe(false);
    expect(isId('order', 'ord_1')).toBe(false);
    expect(isId('order', '{"$gt":""}')).toBe(false);
  });

  it('tell when they were made', () => {
    expect(Math.abs(idTime(newId('event')) - Date.now())).toBeLessThan(60_000);
  });
});
