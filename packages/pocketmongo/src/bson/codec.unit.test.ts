import { describe, expect, it } from '@jest/globals';
import { BSON, EJSON } from 'bson';
import fc from 'fast-check';
import { documents } from './arbitrary-values.ts';
import { decodeDocument } from './decode.ts';
import { encodeDocument } from './encode.ts';
import { valuesEqual } from './compare.ts';
import { Double, doc, WideDate } from './values.ts';

describe('the BSON codec', () => {
  it('gives back what it was given', () => {
    fc.assert(
      fc.property(documents, (document) => {
        const bytes = encodeDocument(document);
        const decoded = decodeDocument(bytes);
        expect(Buffer.compare(encodeDocument(decoded), bytes)).toBe(0);
        expect(valuesEqual(decoded, document)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('reads and writes the bytes of the official library', () => {
    const samples = [
      { a: 1, b: -1.5, c: 'text', d: { e: [1, 'x', null, true] }, f: new Date(-1), g: new Date(1e12) },
      EJSON.parse(
        '{"d":{"$numberDecimal":"1.10"},"l":{"$numberLong":"9223372036854775807"},"o":{"$oid":"64b0c0ffee64b0c0ffee64b0"},"t":{"$timestamp":{"t":5,"i":7}},"r":{"$regularExpression":{"pattern":"^a","options":"im"}},"k":{"$maxKey":1},"m":{"$minKey":1},"x":{"$binary":{"base64":"AQID","subType":"05"}},"code":{"$code":"f","$scope":{"y":1}},"u":{"$undefined":true},"s":{"$symbol":"q"}}',
        { relaxed: false },
      ) as Record<string, unknown>,
    ];
    for (const sample of samples) {
      const bytes = BSON.serialize(sample, { ignoreUndefined: false });
      expect(Buffer.from(encodeDocument(decodeDocument(bytes))).toString('hex')).toBe(
        Buffer.from(bytes).toString('hex'),
      );
    }
  });

  it('keeps doubles, wide dates and field names that a plain object could not hold', () => {
    const document = doc({ a: new Double(3), b: new WideDate(2n ** 62n), c: -0 });
    document.set('__proto__', 1);
    const decoded = decodeDocument(encodeDocument(document));
    expect(decoded.get('a')).toEqual(new Double(3));
    expect(decoded.get('b')).toEqual(new WideDate(2n ** 62n));
    expect(Object.is(decoded.get('c'), -0)).toBe(true);
    expect(decoded.get('__proto__')).toBe(1);
  });

  it('refuses broken bytes and endless nesting with an error of its own', () => {
    const good = Buffer.from(encodeDocument(doc({ a: 'text', b: [1, 2, new Map()], c: 2n })));
    for (let cut = 0; cut < good.length; cut += 1)
      expect(() => decodeDocument(good.subarray(0, cut))).toThrow(expect.objectContaining({ code: 16 }));
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.nat(255), (at, value) => {
        const bytes = Buffer.from(good);
        bytes[at] = value;
        try {
          decodeDocument(bytes);
        } catch (error) {
          expect((error as { code?: number }).code).toBe(16);
        }
      }),
    );
    let nested = doc({});
    for (let i = 0; i < 300; i += 1) nested = doc({ a: nested });
    expect(() => encodeDocument(nested)).toThrow('nested deeper');
  });
});
