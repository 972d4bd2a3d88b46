import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { values } from '../../bson/arbitrary-values.ts';
import { decodeDocument } from '../../bson/decode.ts';
import { encodeDocument } from '../../bson/encode.ts';
import { BSONSymbol, doc, Double, UNDEFINED, WideDate, type Doc, type Value } from '../../bson/values.ts';
import { parseCollation } from '../../collation/spec.ts';
import type { Predicate } from '../query-language.ts';
import { CommandError } from '../../errors.ts';
import { compileFilter, type FilterOptions } from '../match.ts';
import { compileRawFilter } from './compile.ts';

const RARE: Value[] = [
  new BSONSymbol('a'),
  UNDEFINED,
  new WideDate(2n ** 62n),
  new Double(0),
  -0,
  2n ** 53n - 1n,
];
const NAMES = ['a', 'b', 'c'];
const PATHS = [...NAMES, 'a.b', 'a.b.c', 'b.0', 'b.a', 'c.a.0'];
const ORDERS = ['$gt', '$gte', '$lt', '$lte', '$eq', '$ne'];

/** A document and a filter that share some values, so that many filters hold. */
const cases: fc.Arbitrary<{ document: Doc; filter: Doc }> = fc
  .array(fc.oneof({ weight: 5, arbitrary: values }, fc.constantFrom(...RARE)), { minLength: 2, maxLength: 5 })
  .chain((pool) => {
    const value = fc.constantFrom(...pool);
    const nested = fc.oneof(
      { weight: 3, arbitrary: value },
      fc.dictionary(fc.constantFrom(...NAMES), value, { maxKeys: 3 }).map(doc),
      fc
        .dictionary(fc.constantFrom(...NAMES), fc.dictionary(fc.constantFrom(...NAMES), value).map(doc))
        .map(doc),
    );
    const document = fc.dictionary(fc.constantFrom(...NAMES), nested, { maxKeys: 3 }).map(doc);
    const condition: fc.Arbitrary<Value> = fc.oneof(
      value,
      fc.tuple(fc.constantFrom(...ORDERS), value).map(([operator, operand]) => doc({ [operator]: operand })),
      fc.tuple(value, value).map(([low, high]) => doc({ $gte: low, $lt: high })),
      fc
        .tuple(fc.constantFrom('$in', '$nin', '$all'), fc.array(value))
        .map(([name, list]) => doc({ [name]: list })),
      fc.boolean().map((there) => doc({ $exists: there })),
      value.map((operand) => doc({ $not: doc({ $lte: operand }) })),
      fc.constantFrom('string', 'number', 'array', 'object', 'null').map((type) => doc({ $type: type })),
      fc.integer({ min: 0, max: 3 }).map((size) => doc({ $size: size })),
      value.map((operand) => doc({ $elemMatch: doc({ $gte: operand }) })),
      fc.constant(doc({ $regex: '^a' })),
    );
    const simple = fc.dictionary(fc.constantFrom(...PATHS), condition, { maxKeys: 2 }).map(doc);
    const filter = fc.oneof(
      { weight: 3, arbitrary: simple },
      fc
        .tuple(fc.constantFrom('$or', '$and', '$nor'), fc.array(simple, { minLength: 1, maxLength: 3 }))
        .map(([name, branches]) => doc({ [name]: branches })),
    );
    return fc.record({ document, filter });
  });

function compiled(filter: Doc, options: FilterOptions): Predicate | undefined {
  try {
    return compileFilter(filter, options);
  } catch (error) {
    if (error instanceof CommandError) return undefined; // Not a filter: nobody asks for its form on bytes.
    throw error;
  }
}

describe('filters on bytes', () => {
  it.each([undefined, parseCollation(doc({ locale: 'en', strength: 2 }))])(
    'say the same as those on documents, or nothing (collation %#)',
    (collation) => {
      const told = { yes: 0, no: 0, nothing: 0 };
      fc.assert(
        fc.property(cases, ({ document, filter }) => {
          const raw = encodeDocument(document);
          const matches = compiled(filter, { collation });
          if (matches === undefined) return;
          const verdict = compileRawFilter(filter, { collation })?.(raw);
          told[verdict === undefined ? 'nothing' : verdict ? 'yes' : 'no'] += 1;
          if (verdict !== undefined) expect(verdict).toBe(matches(decodeDocument(raw)));
        }),
        { numRuns: 2_500 },
      );
      expect(told.yes).toBeGreaterThan(300);
      expect(told.no).toBeGreaterThan(300);
      expect(told.nothing).toBeLessThan(1_300);
    },
  );

  it('leave to others what needs whole documents', () => {
    expect(compileRawFilter(doc({ $expr: true }))).toBeUndefined();
    expect(compileRawFilter(doc({ $or: [doc({ a: 1 }), doc({ $jsonSchema: doc({}) })] }))).toBeUndefined();
  });

  it('leave documents with arrays on the way to others', () => {
    const raw = encodeDocument(doc({ a: [doc({ b: 1 })], c: 1 }));
    expect(compileRawFilter(doc({ 'a.b': 1 }))?.(raw)).toBeUndefined();
    expect(compileRawFilter(doc({ 'a.b': 1, c: 2 }))?.(raw)).toBe(false);
    expect(compileRawFilter(doc({ $or: [doc({ c: 1 }), doc({ 'a.b': 1 })] }))?.(raw)).toBe(true);
  });
});
