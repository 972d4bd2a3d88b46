import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { documents } from './arbitrary-values.ts';
import { decodeFields, rootNames } from './decode-fields.ts';
import { decodeDocument } from './decode.ts';
import { encodeDocument } from './encode.ts';
import { doc } from './values.ts';

describe('decoding some fields', () => {
  it('gives what a decoded document holds of them, in the same order', () => {
    fc.assert(
      fc.property(
        documents,
        fc.array(fc.constantFrom('a', 'b', '', '__proto__', 'é', 'absent')),
        (document, names) => {
          const bytes = encodeDocument(document);
          const expected = new Map(
            [...decodeDocument(bytes)].filter(([name]) => (names as string[]).includes(name)),
          );
          const found = decodeFields(bytes, rootNames(names));
          expect([...found.keys()]).toEqual([...expected.keys()]);
          expect(encodeDocument(found)).toEqual(encodeDocument(expected));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('takes the roots of paths', () => {
    const bytes = encodeDocument(doc({ a: doc({ b: 1, c: 2 }), d: 3, e: 4 }));
    expect(decodeFields(bytes, rootNames(['a.b', 'a.c', 'e']))).toEqual(
      doc({ a: doc({ b: 1, c: 2 }), e: 4 }),
    );
  });
});
