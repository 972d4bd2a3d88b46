import { describe, expect, it } from '@jest/globals';
import { validate, version } from 'uuid';
import { orderedUuid } from './ordered-uuid.ts';

describe('ordered UUIDs', () => {
  it('are version 7, all different and in the order of making', () => {
    const made = Array.from({ length: 5_000 }, orderedUuid);
    expect(made.every((uuid) => validate(uuid) && version(uuid) === 7)).toBe(true);
    expect(new Set(made).size).toBe(made.length);
    expect(made.toSorted()).toEqual(made);
  });

  it('do not let the random part of one be told from another', () => {
    const tails = Array.from({ length: 2_000 }, () => orderedUuid().slice(-12));
    expect(new Set(tails).size).toBe(tails.length);
  });
});
