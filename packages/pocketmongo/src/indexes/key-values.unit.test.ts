import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { values } from '../bson/arbitrary-values.ts';
import { encodeDocument } from '../bson/encode.ts';
import { Double, type Value } from '../bson/values.ts';
import { encodeComponent, invert } from './key-encoding.ts';
import { componentValue, NOT_HELD } from './key-values.ts';
import { kindOf } from './value-kinds.ts';

const recovered = (value: Value, descending: boolean) => {
  const { bytes } = encodeComponent(value, undefined, 100_000);
  const key = descending ? invert(bytes) : bytes;
  return componentValue(key, 0, key.length, descending ? 0xff : 0, kindOf(value, false));
};
const hex = (value: Value): string => Buffer.from(encodeDocument(new Map([['v', value]]))).toString('hex');

describe('a value out of a key', () => {
  it('is the value itself, to the byte, or is said not to be held', () => {
    let held = 0;
    fc.assert(
      fc.property(values, fc.boolean(), (value, descending) => {
        const found = recovered(value, descending);
        if (found === NOT_HELD || found === undefined) return;
        held += 1;
        expect(hex(found)).toBe(hex(value));
      }),
      { numRuns: 5_000 },
    );
    expect(held).toBeGreaterThan(1_000);
  });

  it('keeps what equal keys do not tell: the types of numbers, the sign of zero', () => {
    for (const value of [
      1,
      1n,
      new Double(1),
      0,
      -0,
      new Double(0),
      0n,
      -5n,
      2 ** 53,
      1.5,
      Number.NaN,
      'a\0b',
    ])
      expect(hex(recovered(value, false) as Value)).toBe(hex(value));
    expect(recovered(2n ** 53n + 1n, false)).toBe(NOT_HELD);
    expect(recovered('\ufffd', true)).toBe(NOT_HELD);
    expect(recovered([1], false)).toBe(NOT_HELD);
  });
});
