import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { values } from '../bson/arbitrary-values.ts';
import { compareValues } from '../bson/compare.ts';
import { componentLimit, encodeComponent, invert, successor } from './key-encoding.ts';

const LIMIT = componentLimit(1);
const encode = (value: Parameters<typeof encodeComponent>[0]): Buffer =>
  encodeComponent(value, undefined, 100_000).bytes;

describe('index keys', () => {
  it('are in the order of the values', () => {
    fc.assert(
      fc.property(values, values, (a, b) => {
        expect(Math.sign(Buffer.compare(encode(a), encode(b)))).toBe(compareValues(a, b));
      }),
      { numRuns: 4_000 },
    );
  });

  it('are in the opposite order when inverted, and none is the head of another', () => {
    fc.assert(
      fc.property(values, values, (a, b) => {
        const x = encode(a);
        const y = encode(b);
        expect(Math.sign(Buffer.compare(invert(x), invert(y)))).toBe(-compareValues(a, b) + 0);
        if (!x.equals(y)) expect(x.subarray(0, y.length).equals(y)).toBe(false);
      }),
      { numRuns: 1_000 },
    );
  });

  it('cut long values: equal values stay equal, different ones stay different', () => {
    const long = 'x'.repeat(5_000);
    const a = encodeComponent(`${long}a`, undefined, LIMIT);
    expect(a.truncated).toBe(true);
    expect(a.bytes.length).toBe(LIMIT);
    expect(a.bytes.equals(encodeComponent(`${long}a`, undefined, LIMIT).bytes)).toBe(true);
    expect(a.bytes.equals(encodeComponent(`${long}b`, undefined, LIMIT).bytes)).toBe(false);
  });

  it('know the first string after all that share a head', () => {
    expect(successor(Buffer.from([1, 0xff]))).toEqual(Buffer.from([2]));
    expect(successor(Buffer.from([0xff]))).toBeUndefined();
  });
});
