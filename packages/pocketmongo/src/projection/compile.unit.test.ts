import { describe, expect, it } from '@jest/globals';
import { toDoc, toPlain } from '../../test/plain.ts';
import { compileProjection } from './compile.ts';

function projected(spec: object, document: object, filter: object = {}): object {
  const project = compileProjection(toDoc(spec), {
    filter: toDoc(filter),
    collation: undefined,
    system: { now: new Date(0) },
    variables: undefined,
  });
  const stored = toDoc(document);
  return toPlain(project === undefined ? stored : project({ doc: () => stored, score: 1.5 }));
}

const DOCUMENT = {
  _id: 1,
  a: 1,
  b: { c: 2, d: 3 },
  list: [
    { k: 1, v: 'x' },
    { k: 2, v: 'y' },
  ],
  n: [1, 2, 3, 4],
};

/** Name, projection, result, filter of the query. */
type Case = [string, object, object, object?];

const CASES: Case[] = [
  ['includes', { a: 1 }, { _id: 1, a: 1 }],
  ['leaves _id out', { a: 1, _id: 0 }, { a: 1 }],
  ['includes nested fields', { 'b.c': 1, 'list.k': 1 }, { _id: 1, b: { c: 2 }, list: [{ k: 1 }, { k: 2 }] }],
  ['takes nested documents', { b: { d: 1 } }, { _id: 1, b: { d: 3 } }],
  ['excludes', { b: 0, list: 0, n: 0 }, { _id: 1, a: 1 }],
  ['excludes nested fields', { 'b.c': 0, list: 0, n: 0, a: 0 }, { _id: 1, b: { d: 3 } }],
  ['excludes _id alone', { _id: 0, b: 0, list: 0, n: 0 }, { a: 1 }],
  ['includes _id alone', { _id: 1 }, { _id: 1 }],
  ['slices', { n: { $slice: -2 }, a: 1 }, { _id: 1, a: 1, n: [3, 4] }],
  ['slices from a position', { n: { $slice: [1, 2] }, a: 1 }, { _id: 1, a: 1, n: [2, 3] }],
  ['picks an element', { list: { $elemMatch: { k: 2 } } }, { _id: 1, list: [{ k: 2, v: 'y' }] }],
  ['picks the matched element', { 'list.$': 1 }, { _id: 1, list: [{ k: 2, v: 'y' }] }, { 'list.k': 2 }],
  ['computes', { s: { $add: ['$a', 1] } }, { _id: 1, s: 2 }],
  [
    'gives the text score',
    { a: 1, s: { $meta: 'textScore' } },
    { _id: 1, a: 1, s: 1.5 },
    { $text: { $search: 'x' } },
  ],
];

describe('a projection', () => {
  it.each(CASES.map((row): [string, Case] => [row[0], row]))('%s', (_name, [, spec, expected, filter]) => {
    expect(projected(spec, DOCUMENT, filter)).toEqual(expected);
  });

  it('gives picked elements behind the included fields, and in their place among the others', () => {
    const picked = { list: { $elemMatch: { k: 2 } } };
    expect(Object.keys(projected({ ...picked, n: 1 }, DOCUMENT))).toEqual(['_id', 'n', 'list']);
    expect(Object.keys(projected({ ...picked, a: 0, b: 0 }, DOCUMENT))).toEqual(['_id', 'list', 'n']);
  });

  it.each([
    [{ a: 1, b: 0 }, 31254],
    [{ a: 0, b: 1 }, 31253],
    [{ a: 1, 'a.b': 1 }, 31249],
  ])('refuses %j', (spec, code) => {
    expect(() => projected(spec, DOCUMENT)).toThrow(expect.objectContaining({ code }));
  });
});
