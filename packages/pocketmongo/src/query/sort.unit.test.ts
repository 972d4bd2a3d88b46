import { describe, expect, it } from '@jest/globals';
import { doc } from '../bson/values.ts';
import { toDoc } from '../../test/plain.ts';
import { compileSort } from './sort.ts';

const order = (a: object, b: object): number => Math.sign(compileSort(doc({ 'a.b': 1 }))(toDoc(a), toDoc(b)));

describe('a sort on a path through arrays agrees with the keys of an index', () => {
  it.each<[string, object, object, number]>([
    ['an empty array on the way is null', { a: [] }, {}, 0],
    ['an empty array at the end comes before null', { a: { b: [] } }, {}, -1],
    ['also one among others', { a: [{ b: 5 }, { b: [] }] }, {}, -1],
    ['an element without the field is null', { a: [{ b: 5 }, {}] }, { a: { b: null } }, 0],
  ])('%s', (_name, a, b, expected) => {
    expect(order(a, b)).toBe(expected);
  });
});
