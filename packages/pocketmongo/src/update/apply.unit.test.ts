import { describe, expect, it } from '@jest/globals';
import { Decimal128, Double, Int32, Long } from 'bson';
import { toDoc, toPlain, toValue } from '../../test/plain.ts';
import { compileUpdate } from './apply.ts';

interface Options {
  filter?: object;
  arrayFilters?: object[];
}

const compile = (change: object, { filter = {}, arrayFilters = [] }: Options = {}) =>
  compileUpdate(toValue(change), {
    filter: toDoc(filter),
    arrayFilters: arrayFilters.map(toDoc),
    system: { now: new Date(1_700_000_000_000) },
  });

const update = (document: object, change: object, options?: Options) => {
  const before = toDoc(document);
  const copy = toPlain(before, false);
  const after = toPlain(compile(change, options).apply(before), false);
  expect(toPlain(before, false)).toEqual(copy);
  return after;
};

/** As the driver would read it without promotion. */
const exact = (document: object) => toPlain(toDoc(document), false);

/** Name, document, change, document after it. */
type Case = [string, object, object, object, Options?];

const CASES: Case[] = [
  ['$set', { a: 1 }, { $set: { b: 2, 'c.d': 3 } }, { a: 1, b: 2, c: { d: 3 } }],
  ['$set beyond the end of an array', { a: [1] }, { $set: { 'a.2': 3 } }, { a: [1, null, 3] }],
  ['a nested name with a dollar', { a: { $b: 1 } }, { $set: { 'a.$b': 2 } }, { a: { $b: 2 } }],
  ['$unset', { a: 1, b: { c: 1, d: 2 } }, { $unset: { a: '', 'b.c': '' } }, { b: { d: 2 } }],
  ['$unset of an element', { a: [1, 2] }, { $unset: { 'a.0': '' } }, { a: [null, 2] }],
  ['$inc to int64', { a: 2_147_483_647 }, { $inc: { a: 1 } }, { a: Long.fromNumber(2_147_483_648) }],
  [
    '$inc of int64',
    { a: Long.fromString('9007199254740993') },
    { $inc: { a: 1 } },
    { a: Long.fromString('9007199254740994') },
  ],
  [
    '$inc of Decimal128',
    { a: Decimal128.fromString('0.10') },
    { $inc: { a: Decimal128.fromString('0.20') } },
    { a: Decimal128.fromString('0.30') },
  ],
  ['$mul of nothing', {}, { $mul: { a: new Int32(5) } }, { a: 0 }],
  ['$mul', { a: 3 }, { $mul: { a: new Double(1.5) } }, { a: 4.5 }],
  ['$min and $max', { a: 5, b: 5 }, { $min: { a: 3 }, $max: { b: 3 } }, { a: 3, b: 5 }],
  ['$rename', { a: 1, b: { c: 2 } }, { $rename: { a: 'x', 'b.c': 'y' } }, { b: {}, x: 1, y: 2 }],
  ['$currentDate', {}, { $currentDate: { a: true } }, { a: new Date(1_700_000_000_000) }],
  ['$push', { a: [1] }, { $push: { a: 2 } }, { a: [1, 2] }],
  [
    '$push with all clauses',
    { a: [5, 1] },
    { $push: { a: { $each: [3, 9], $sort: -1, $slice: 3 } } },
    { a: [9, 5, 3] },
  ],
  [
    '$push at a position',
    { a: [1, 4] },
    { $push: { a: { $each: [2, 3], $position: 1 } } },
    { a: [1, 2, 3, 4] },
  ],
  [
    '$push sorted by a field',
    { a: [{ n: 2 }] },
    { $push: { a: { $each: [{ n: 1 }], $sort: { n: 1 } } } },
    { a: [{ n: 1 }, { n: 2 }] },
  ],
  ['$addToSet', { a: [1, 2] }, { $addToSet: { a: { $each: [2, 3, new Double(3)] } } }, { a: [1, 2, 3] }],
  ['$pull by value', { a: [1, 2, 1] }, { $pull: { a: 1 } }, { a: [2] }],
  ['$pull by operator', { a: [1, 5, 9] }, { $pull: { a: { $gte: 5 } } }, { a: [1] }],
  ['$pull by fields', { a: [{ b: 1, c: 1 }, { b: 2 }] }, { $pull: { a: { b: 1 } } }, { a: [{ b: 2 }] }],
  [
    '$pull with $or',
    { a: [{ b: 1 }, { b: 2 }, { b: 3 }] },
    { $pull: { a: { $or: [{ b: 1 }, { b: 3 }] } } },
    { a: [{ b: 2 }] },
  ],
  ['$pullAll', { a: [1, 2, 3] }, { $pullAll: { a: [1, 3] } }, { a: [2] }],
  ['$pop', { a: [1, 2, 3], b: [1, 2] }, { $pop: { a: 1, b: -1 } }, { a: [1, 2], b: [2] }],
  ['$bit', { a: 13 }, { $bit: { a: { and: 10 } } }, { a: 8 }],
  [
    'positional $',
    { a: [{ k: 1 }, { k: 2 }] },
    { $set: { 'a.$.v': 9 } },
    { a: [{ k: 1 }, { k: 2, v: 9 }] },
    { filter: { 'a.k': 2 } },
  ],
  ['all positional', { a: [{ v: 1 }, { v: 2 }] }, { $inc: { 'a.$[].v': 1 } }, { a: [{ v: 2 }, { v: 3 }] }],
  [
    'array filters',
    { a: [1, 5, 9] },
    { $set: { 'a.$[big]': 0 } },
    { a: [1, 0, 0] },
    { arrayFilters: [{ big: { $gte: 5 } }] },
  ],
  ['a replacement', { _id: 1, a: 1 }, { b: 2 }, { _id: 1, b: 2 }],
  [
    'a pipeline',
    { a: 1, b: 2 },
    [{ $set: { c: { $add: ['$a', '$b'] } } }, { $unset: ['a'] }],
    { b: 2, c: 3 },
  ],
  [
    'a field named __proto__',
    {},
    { $set: JSON.parse('{"__proto__": 1}') as object },
    JSON.parse('{"__proto__": 1}') as object,
  ],
];

describe('an update', () => {
  it.each(CASES.map((row): [string, Case] => [row[0], row]))(
    '%s',
    (_name, [, before, change, after, options]) => {
      expect(update(before, change, options)).toEqual(exact(after));
    },
  );

  it.each<[string, object, object, number]>([
    ['an unknown operator', {}, { $bogus: { a: 1 } }, 9],
    ['two operators on one path', {}, { $set: { a: 1 }, $inc: { a: 1 } }, 40],
    ['a path and one below it', {}, { $set: { a: 1, 'a.b': 1 } }, 40],
    ['a field below a scalar', { a: 1 }, { $set: { 'a.b': 1 } }, 28],
    ['a change of _id', { _id: 1 }, { $set: { _id: 2 } }, 66],
    ['another _id in a replacement', { _id: 1 }, { _id: 2 }, 66],
    ['$inc of a text', { a: 'x' }, { $inc: { a: 1 } }, 14],
    ['$inc by a text', {}, { $inc: { a: 'x' } }, 14],
    ['$inc beyond int64', { a: Long.MAX_VALUE }, { $inc: { a: 1 } }, 2],
    ['$push to a number', { a: 1 }, { $push: { a: 1 } }, 2],
    ['$ without a match', { a: [1] }, { $set: { 'a.$': 1 } }, 2],
    ['$bit of null', { a: null }, { $bit: { a: { or: 1 } } }, 2],
    ['$rename to itself', { a: 1 }, { $rename: { a: 'a' } }, 2],
    ['$rename out of an array', { a: [{ b: 1 }] }, { $rename: { 'a.0.b': 'c' } }, 2],
    ['$rename into an array', { a: [{ b: 1 }], c: 1 }, { $rename: { c: 'a.0.d' } }, 2],
    ['an unknown identifier', { a: [1] }, { $set: { 'a.$[x]': 1 } }, 2],
    ['an empty path component', {}, { $set: { 'a..b': 1 } }, 56],
    ['a top-level name with a dollar', {}, { $set: { $a: 1 } }, 52],
    ['a placeholder in the first place', {}, { $set: { '$[].a': 1 } }, 2],
    ['a gap of millions', { a: [] }, { $set: { 'a.99999999': 1 } }, 2],
  ])('refuses %s', (_name, before, change, code) => {
    expect(() => compile(change).apply(toDoc(before))).toThrow(expect.objectContaining({ code }));
  });

  it('gives an inserted document a top-level name with a dollar', () => {
    expect(toPlain(compile({ $set: { $a: 1 } }, { filter: { _id: 1 } }).upsert())).toEqual({ _id: 1, $a: 1 });
  });

  it('makes the document of an upsert from filter and change, _id first', () => {
    const made = compile(
      { $set: { c: 3 }, $setOnInsert: { d: 4 } },
      { filter: { a: 1, $and: [{ 'b.x': { $eq: 2 } }], z: { $gt: 1 }, _id: 7 } },
    ).upsert();
    expect([...made.keys()][0]).toBe('_id');
    expect(toPlain(made)).toEqual({ _id: 7, a: 1, b: { x: 2 }, c: 3, d: 4 });
  });
});
