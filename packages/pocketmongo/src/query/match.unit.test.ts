import { describe, expect, it } from '@jest/globals';
import { Decimal128, Double, Long, MaxKey, ObjectId } from 'bson';
import { toDoc } from '../../test/plain.ts';
import { compileFilter, compilePosition } from './match.ts';

const matches = (filter: object, document: object): boolean => compileFilter(toDoc(filter))(toDoc(document));

const id = new ObjectId();
const big = Long.fromString('9007199254740993');

const HITS: [string, object, object][] = [
  ['equality', { a: 1 }, { a: 1 }],
  ['equality across numeric types', { a: 1 }, { a: Decimal128.fromString('1.0') }],
  ['equality of int64 beyond 2^53', { a: big }, { a: big }],
  ['equality with an element', { a: 1 }, { a: [3, 1] }],
  ['equality with the whole array', { a: [3, 1] }, { a: [3, 1] }],
  ['equality of documents', { a: { b: 1, c: 2 } }, { a: { b: 1, c: 2 } }],
  ['null and missing', { a: null }, { b: 1 }],
  ['null below a scalar', { 'a.b': null }, { a: 4 }],
  ['paths through arrays', { 'a.b': 2 }, { a: [{ b: 1 }, { b: 2 }] }],
  ['paths by index', { 'a.1.b': 2 }, { a: [{ b: 1 }, { b: 2 }] }],
  ['index at the end', { 'a.0': 5 }, { a: [5] }],
  ['$gt within numbers', { a: { $gt: 1 } }, { a: new Double(1.5) }],
  ['$gt within strings', { a: { $gt: 'a' } }, { a: 'b' }],
  ['$lte of NaN', { a: { $lte: NaN } }, { a: NaN }],
  ['$gte null and missing', { a: { $gte: null } }, {}],
  ['$lt MaxKey spans types', { a: { $lt: new MaxKey() } }, { a: 'x' }],
  ['$ne and missing', { a: { $ne: 1 } }, {}],
  ['$in with a pattern', { a: { $in: [/^x/, 3] } }, { a: 'xy' }],
  ['$in null and missing', { a: { $in: [null] } }, {}],
  ['$nin', { a: { $nin: [1, 2] } }, { a: 3 }],
  ['$exists false', { a: { $exists: false } }, {}],
  ['$exists with null', { a: { $exists: true } }, { a: null }],
  ['$type by alias', { a: { $type: 'long' } }, { a: big }],
  ['$type number', { a: { $type: 'number' } }, { a: Decimal128.fromString('1') }],
  ['$type array', { a: { $type: 'array' } }, { a: [] }],
  [
    '$mod of a decimal beyond 2^53',
    { a: { $mod: [4, 1] } },
    { a: Decimal128.fromString('9007199254740993') },
  ],
  [
    '$not $bitsAnySet of a decimal with a fraction that a double loses',
    { a: { $not: { $bitsAnySet: 255 } } },
    { a: Decimal128.fromString('9007199254740999.5') },
  ],
  [
    '$not $mod of a decimal beyond 64 bits',
    { a: { $not: { $mod: [2, 0] } } },
    { a: Decimal128.fromString('1E+20') },
  ],
  ['$size', { a: { $size: 2 } }, { a: [1, 2] }],
  ['$all', { a: { $all: [1, 2] } }, { a: [2, 3, 1] }],
  ['$all with $elemMatch', { a: { $all: [{ $elemMatch: { b: 1 } }] } }, { a: [{ b: 1 }] }],
  ['$elemMatch of a reference', { a: { $elemMatch: { $id: id } } }, { a: [{ $ref: 'c', $id: id }] }],
  ['$elemMatch of a document', { a: { $elemMatch: { b: 1, c: 2 } } }, { a: [{ b: 1 }, { b: 1, c: 2 }] }],
  ['$elemMatch of a value', { a: { $elemMatch: { $gt: 1, $lt: 3 } } }, { a: [0, 2] }],
  ['$elemMatch with $or', { a: { $elemMatch: { $or: [{ b: 1 }, { b: 2 }] } } }, { a: [{ b: 2 }] }],
  ['$not', { a: { $not: { $gt: 5 } } }, { a: 'x' }],
  ['$not of a pattern', { a: { $not: /x/ } }, { a: 'y' }],
  ['$nor', { $nor: [{ a: 1 }, { b: 1 }] }, { a: 2 }],
  ['$or', { $or: [{ a: 1 }, { b: 1 }] }, { b: 1 }],
  ['$mod', { a: { $mod: [4, 1] } }, { a: 9 }],
  ['$bitsAllSet', { a: { $bitsAllSet: [0, 2] } }, { a: 5 }],
  ['$bitsAnyClear', { a: { $bitsAnyClear: 3 } }, { a: 1 }],
  ['$regex with options', { a: { $regex: 'AB', $options: 'i' } }, { a: 'xab' }],
  ['ObjectId', { a: id }, { a: new ObjectId(id.toHexString()) }],
  ['$expr over two fields', { $expr: { $gt: ['$a', '$b'] } }, { a: 2, b: 1 }],
  ['an empty filter', {}, { a: 1 }],
];

const MISSES: [string, object, object][] = [
  ['bits of a double beyond int64', { a: { $bitsAllClear: [1] } }, { a: new Double(2 ** 63) }],
  ['int64 neighbours', { a: big }, { a: Long.fromString('9007199254740992') }],
  ['a double that is not the decimal', { a: 0.1 }, { a: Decimal128.fromString('0.1') }],
  ['documents in another order', { a: { b: 1, c: 2 } }, { a: { c: 2, b: 1 } }],
  ['$gt across types', { a: { $gt: 1 } }, { a: 'x' }],
  ['$lt NaN', { a: { $lt: NaN } }, { a: 1 }],
  ['$ne with an element', { a: { $ne: 1 } }, { a: [1, 2] }],
  ['$exists below a scalar', { 'a.b': { $exists: true } }, { a: 4 }],
  ['$size of elements', { a: { $size: 1 } }, { a: [[1], [2]] }],
  ['$all of nothing', { a: { $all: [] } }, { a: [] }],
  ['$elemMatch across elements', { a: { $elemMatch: { b: 1, c: 2 } } }, { a: [{ b: 1 }, { c: 2 }] }],
  ['null below an empty array', { 'a.b': null }, { a: [] }],
  ['an inherited name', { constructor: { $exists: true } }, { a: 1 }],
];

describe('compileFilter', () => {
  it.each(HITS)('finds %s', (_name, filter, document) => expect(matches(filter, document)).toBe(true));
  it.each(MISSES)('passes over %s', (_name, filter, document) =>
    expect(matches(filter, document)).toBe(false),
  );

  it.each([
    [{ $bogus: 1 }, 'unknown top level operator: $bogus'],
    [{ a: { $bogus: 1 } }, 'unknown operator: $bogus'],
    [{ $or: [] }, 'nonempty array'],
    [{ $and: [1] }, 'full objects'],
    [{ a: { $in: 1 } }, '$in needs an array'],
    [{ a: { $size: -1 } }, 'non-negative'],
    [{ a: { $regex: '(' } }, 'Regular expression is invalid'],
    [{ a: { $options: 'i' } }, '$options needs a $regex'],
    [{ a: { $elemMatch: 1 } }, '$elemMatch needs an Object'],
    [{ a: { $mod: [0, 1] } }, 'divisor cannot be 0'],
    [{ $where: 'true' }, '$where is not supported'],
  ])('refuses %j', (filter, message) => expect(() => compileFilter(toDoc(filter))).toThrow(message));
});

describe('compilePosition', () => {
  it.each<[object, object, number | undefined]>([
    [{ a: 2 }, { a: [1, 2] }, 1],
    [{ 'a.b': 2 }, { a: [{ b: 1 }, { b: 2 }] }, 1],
    [{ a: { $elemMatch: { b: 2 } } }, { a: [{ b: 1 }, { b: 2 }] }, 1],
    [{ x: 1 }, { x: 1, a: [1] }, undefined],
  ])('of %j in %j', (filter, document, position) => {
    expect(compilePosition(toDoc(filter))(toDoc(document))).toBe(position);
  });
});
