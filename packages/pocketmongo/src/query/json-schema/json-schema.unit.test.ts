import { describe, expect, it } from '@jest/globals';
import { Decimal128, Double, type Document, Long } from 'bson';
import { toDoc, toPlain } from '../../../test/plain.ts';
import { compileFilter } from '../match.ts';
import { explainSchema } from './compile.ts';

const matches = (schema: Document, document: Document): boolean =>
  compileFilter(toDoc({ $jsonSchema: schema }))(toDoc(document));
const field = (schema: Document): Document => ({ properties: { a: schema } });
const failed = (schema: Document, document: Document): unknown =>
  toPlain(explainSchema(toDoc(schema), toDoc(document))).schemaRulesNotSatisfied;

/** Keyword, values of field a that match, values that don't. */
const TABLE: readonly [Document, readonly unknown[], readonly unknown[]][] = [
  [{ bsonType: 'int' }, [1, -5], [1.5, Long.fromNumber(1), new Double(1), '1', null]],
  [{ bsonType: ['string', 'null'] }, ['', null], [1, []]],
  [{ bsonType: 'number' }, [1, 1.5, Long.fromNumber(1), Decimal128.fromString('1')], ['1']],
  [{ type: 'boolean' }, [true], [1, 'true']],
  [{ type: ['object', 'array'] }, [{}, []], ['x']],
  [{ enum: [1, 'x', null, { b: 1 }] }, [1, Long.fromNumber(1), 'x', null, { b: 1 }], [2, 'X', { b: 2 }]],
  [{ minimum: 2 }, [2, Decimal128.fromString('2.0'), 'text'], [1, 1.99]],
  [{ minimum: 2, exclusiveMinimum: true }, [2.1], [2]],
  [{ maximum: 2 }, [2, -1], [Decimal128.fromString('2.0000000000000000001')]],
  [{ maximum: 2, exclusiveMaximum: true }, [1.9], [2]],
  [{ multipleOf: 0.5 }, [1, 1.5, 'text'], [1.25]],
  [{ multipleOf: Decimal128.fromString('0.1') }, [Decimal128.fromString('0.3')], [Decimal128.fromString('0.35')]],
  [{ minLength: 2 }, ['ab', '😀😀', 5], ['a', '😀']],
  [{ maxLength: 1 }, ['😀', ''], ['ab']],
  [{ pattern: '^a' }, ['abc', 3], ['ba']],
  [{ minItems: 1 }, [[1], 'x'], [[]]],
  [{ maxItems: 1 }, [[1], []], [[1, 2]]],
  [{ uniqueItems: true }, [[1, 2], [{ b: 1 }, { b: 2 }]], [[1, Long.fromNumber(1)], [{ b: 1 }, { b: 1 }]]],
  [{ items: { bsonType: 'int' } }, [[1, 2], [], 'x'], [[1, 'x']]],
  [{ items: [{ bsonType: 'int' }] }, [[1, 'x'], []], [['x']]],
  [{ items: [{}], additionalItems: false }, [[1], []], [[1, 2]]],
  [{ items: [{}], additionalItems: { bsonType: 'int' } }, [['x', 2]], [['x', 'y']]],
  [{ required: ['b'] }, [{ b: null }, 5], [{}, { c: 1 }]],
  [{ minProperties: 1 }, [{ b: 1 }], [{}]],
  [{ maxProperties: 1 }, [{ b: 1 }], [{ b: 1, c: 2 }]],
  [{ properties: { b: {} }, additionalProperties: false }, [{ b: 1 }, {}], [{ c: 1 }]],
  [{ patternProperties: { '^n': { bsonType: 'int' } } }, [{ n1: 1, s: 'x' }], [{ n1: 'x' }]],
  [{ patternProperties: { '^n': {} }, additionalProperties: { type: 'string' } }, [{ n: 1, s: 'x' }], [{ s: 1 }]],
  [{ dependencies: { b: ['c'] } }, [{ b: 1, c: 1 }, {}], [{ b: 1 }]],
  [{ dependencies: { b: { required: ['c'] } } }, [{ c: 1 }, { b: 1, c: 1 }], [{ b: 1 }]],
  [{ allOf: [{ minimum: 1 }, { maximum: 3 }] }, [2], [0, 4]],
  [{ anyOf: [{ bsonType: 'int' }, { bsonType: 'string' }] }, [1, 'x'], [true]],
  [{ oneOf: [{ minimum: 1 }, { maximum: 3 }] }, [0, 4], [2]],
  [{ not: { bsonType: 'int' } }, ['x'], [1]],
  [{ title: 't', description: 'd' }, [1], []],
]; // prettier-ignore

describe('$jsonSchema', () => {
  it.each(TABLE)('%j', (schema, good, bad) => {
    for (const a of good) expect([a, matches(field(schema), { a })]).toEqual([a, true]);
    for (const a of bad) expect([a, matches(field(schema), { a })]).toEqual([a, false]);
    expect(matches(field(schema), {})).toBe(true);
  });

  it.each([
    [{ format: 'date' }, /'format' is not currently supported/],
    [{ $ref: '#' }, /'\$ref' is not currently supported/],
    [{ madeUp: 1 }, /Unknown \$jsonSchema keyword: madeUp/],
    [{ type: 'integer' }, /'integer' is not currently supported/],
    [{ type: 'string', bsonType: 'string' }, /Cannot specify both/],
    [{ exclusiveMinimum: true }, /'minimum'/],
    [{ minimum: 'x' }, /must be a number/],
    [{ required: [] }, /non-empty/],
    [{ required: ['a', 'a'] }, /duplicates/],
    [{ minLength: -1 }, /non-negative/],
    [{ multipleOf: 0 }, /positive/],
    [{ enum: [1, 1] }, /duplicate/],
    [{ properties: { a: 5 } }, /must be an object/],
  ])('refuses %j', (schema, message) => {
    expect(() => matches(schema, {})).toThrow(message);
  });

  it('tells which rules of a document are not satisfied', () => {
    const schema = {
      bsonType: 'object',
      required: ['name', 'year'],
      properties: { year: { bsonType: 'int', minimum: 2017, description: 'a year' } },
    };
    expect(failed(schema, { year: 2016 })).toEqual([
      { operatorName: 'required', specifiedAs: { required: ['name', 'year'] }, missingProperties: ['name'] },
      {
        operatorName: 'properties',
        propertiesNotSatisfied: [
          {
            propertyName: 'year',
            description: 'a year',
            details: [
              {
                operatorName: 'minimum',
                specifiedAs: { minimum: 2017 },
                reason: 'comparison failed',
                consideredValue: 2016,
              },
            ],
          },
        ],
      },
    ]);
  });
});
