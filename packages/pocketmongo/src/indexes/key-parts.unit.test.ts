import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { values } from '../bson/arbitrary-values.ts';
import { encodeComponent, invert } from './key-encoding.ts';
import { componentEnd, maskOf } from './key-parts.ts';

describe('the parts of an index key', () => {
  it('are found again, ascending and descending', () => {
    const part = fc.tuple(values, fc.constantFrom<1 | -1>(1, -1));
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), (parts) => {
        const encoded = parts.map(([value, direction]) => {
          const { bytes } = encodeComponent(value, undefined, 100_000);
          return direction === 1 ? bytes : invert(bytes);
        });
        const key = Buffer.concat([Buffer.alloc(4), ...encoded, Buffer.alloc(6, 0)]);
        let at = 4;
        for (const [i, [, direction]] of parts.entries()) {
          at = componentEnd(key, at, maskOf(direction));
          expect(at).toBe(4 + Buffer.concat(encoded.slice(0, i + 1)).length);
        }
      }),
      { numRuns: 3_000 },
    );
  });
});
