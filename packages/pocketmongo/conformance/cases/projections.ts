import { projections } from '../families/projections.ts';
import { refused } from '../values.ts';

const LIST = { a: [1, 2, 3, 4, 5] };
const ITEMS = { a: [{ b: 1, c: 1 }, { b: 2, c: 2 }, { b: 2, c: 3 }] }; // prettier-ignore

/** Projections of `find`. */
export const findProjections = projections('find', {
  $: [
    [LIST, { 'a.$': 1 }, { a: [2] }, { a: 2 }],
    [LIST, { 'a.$': 1 }, { a: [4] }, { a: { $gt: 3 } }],
    [ITEMS, { 'a.$': 1 }, { a: [{ b: 2, c: 2 }] }, { 'a.b': 2 }],
    [ITEMS, { 'a.$': 1 }, { a: [{ b: 2, c: 3 }] }, { a: { $elemMatch: { b: 2, c: 3 } } }],
    [LIST, { 'a.$': 1 }, refused(51246, 2)],
    [{ a: [1], b: [2] }, { 'a.$': 1, 'b.$': 1 }, refused(31276), { a: 1 }],
    [LIST, { 'a.$': 0 }, refused(31395), { a: 1 }],
    [LIST, { 'a.$.b': 1 }, refused(31394), { a: 1 }],
  ],
  $elemMatch: [
    [ITEMS, { a: { $elemMatch: { b: 2 } } }, { a: [{ b: 2, c: 2 }] }],
    [ITEMS, { a: { $elemMatch: { b: 2, c: 3 } } }, { a: [{ b: 2, c: 3 }] }],
    [LIST, { a: { $elemMatch: { $gt: 3 } } }, { a: [4] }],
    [ITEMS, { a: { $elemMatch: { b: 9 } } }, {}],
    [{ a: 5, x: 1 }, { a: { $elemMatch: { b: 1 } }, x: 1 }, { x: 1 }],
    [LIST, { a: { $elemMatch: 5 } }, refused(31274)],
    [LIST, { 'a.b': { $elemMatch: { c: 1 } } }, refused(31275)],
  ],
  $slice: [
    [LIST, { a: { $slice: 2 } }, { a: [1, 2] }],
    [LIST, { a: { $slice: -2 } }, { a: [4, 5] }],
    [LIST, { a: { $slice: [1, 2] } }, { a: [2, 3] }],
    [LIST, { a: { $slice: [-3, 2] } }, { a: [3, 4] }],
    [LIST, { a: { $slice: 99 } }, { a: [1, 2, 3, 4, 5] }],
    [LIST, { a: { $slice: 0 } }, { a: [] }],
    [{ a: 'x', b: 1 }, { a: { $slice: 1 } }, { a: 'x', b: 1 }],
    [{ a: [1, 2], b: 1 }, { a: { $slice: 1 } }, { a: [1], b: 1 }],
    [{ a: [1, 2], b: 1 }, { a: { $slice: 1 }, b: 0 }, { a: [1] }],
    [LIST, { a: { $slice: 'x' } }, refused(28667, 28724)],
    [LIST, { a: { $slice: [1, 0] } }, refused()],
    [LIST, { a: { $slice: [] } }, refused(28667)],
  ],
  $meta: [
    [LIST, { x: { $meta: 'bogus' } }, refused(17308)],
    [LIST, { x: { $meta: 5 } }, refused(17307, 17308)],
    [LIST, { x: { $meta: 'textScore' } }, refused(40218)],
    [LIST, { 'a.b': { $meta: 'bogus' } }, refused(17308)],
    [LIST, { x: { $meta: {} } }, refused(17307, 17308)],
  ],
  '(fields)': [
    [{ a: 1, b: 2 }, { a: 1 }, { a: 1 }],
    [{ a: 1, b: 2 }, { a: 0 }, { b: 2 }],
    [{ a: { b: 1, c: 2 } }, { 'a.b': 1 }, { a: { b: 1 } }],
    [{ a: { b: 1, c: 2 } }, { a: { c: 1 } }, { a: { c: 2 } }],
    [{ a: [{ b: 1, c: 2 }] }, { 'a.b': 1 }, { a: [{ b: 1 }] }],
    [{ a: 1 }, { x: '$a' }, { x: 1 }],
    [{ a: 1 }, { x: { $add: ['$a', 1] }, a: 1 }, { a: 1, x: 2 }],
    [{ a: 1 }, { a: true, b: false }, refused(31254)],
    [{ a: 1 }, { a: 0, b: 1 }, refused(31253)],
    [{ a: 1 }, { x: 'text' }, { x: 'text' }],
    [{ a: 1 }, { 'a.b': 1, a: 1 }, refused(31250)],
    [{ a: 1 }, { a: { $bogus: 1 } }, refused(31325, 168)],
  ],
});
