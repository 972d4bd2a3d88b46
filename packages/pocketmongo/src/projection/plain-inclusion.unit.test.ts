import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { toDoc } from '../../test/plain.ts';
import { documents } from '../bson/arbitrary-values.ts';
import { decodeDocument } from '../bson/decode.ts';
import { encodeDocument } from '../bson/encode.ts';
import { selectFields } from '../bson/select-fields.ts';
import type { Doc } from '../bson/values.ts';
import { compileProjection } from './compile.ts';
import { plainInclusion } from './plain-inclusion.ts';

const OPTIONS = {
  filter: toDoc({}),
  collation: undefined,
  system: { now: new Date(0) },
  variables: undefined,
};

function projectedByValues(spec: Doc, raw: Uint8Array): Uint8Array {
  const project = compileProjection(spec, OPTIONS);
  if (project === undefined) return raw;
  return encodeDocument(project({ doc: () => decodeDocument(raw), score: undefined }));
}

const hex = (bytes: Uint8Array | undefined) => bytes && Buffer.from(bytes).toString('hex');

describe('a plain inclusion', () => {
  it('gives from the bytes what is given from the values, for documents of any types', () => {
    fc.assert(
      fc.property(documents, fc.array(fc.nat()), fc.boolean(), (document, picks, withId) => {
        const names = [...document.keys()].filter(
          (name) => name !== '' && !name.startsWith('$') && !name.includes('.'),
        );
        const picked = picks.map((pick) => names[pick % Math.max(1, names.length)] ?? 'absent');
        const spec: Doc = new Map([...new Set([...picked, 'absent'])].map((name) => [name, true]));
        spec.set('_id', withId);
        const fields = plainInclusion(spec);
        const raw = encodeDocument(document);
        expect(fields).toBeDefined();
        if (fields !== undefined)
          expect(hex(selectFields(raw, fields))).toBe(hex(projectedByValues(spec, raw)));
      }),
      { numRuns: 500 },
    );
  });

  it('finds names outside of ASCII', () => {
    const raw = encodeDocument(toDoc({ _id: 1, größe: 2, 尺寸: 3, other: 4 }));
    const fields = plainInclusion(toDoc({ größe: 1, 尺寸: 1 }));
    expect(fields && decodeDocument(selectFields(raw, fields))).toEqual(toDoc({ _id: 1, größe: 2, 尺寸: 3 }));
  });

  it.each([
    ['nothing', {}],
    ['an exclusion', { a: 0 }],
    ['the exclusion of _id alone', { _id: 0 }],
    ['a nested field', { 'a.b': 1 }],
    ['an expression', { a: '$b' }],
    ['an operator', { a: { $slice: 1 } }],
    ['a position', { 'a.$': 1 }],
    ['an impossible mixture', { a: 1, b: 0 }],
  ])('is not %s', (_name, spec) => {
    expect(plainInclusion(toDoc(spec))).toBeUndefined();
  });

  it('refuses bytes that are no document', () => {
    const raw = Buffer.from(encodeDocument(toDoc({ a: 'text' })));
    const fields = plainInclusion(toDoc({ a: 1 }));
    raw.writeInt32LE(100, 7);
    expect(() => fields && selectFields(raw, fields)).toThrow('damaged');
  });
});
