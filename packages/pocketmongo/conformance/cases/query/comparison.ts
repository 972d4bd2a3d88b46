import { documents, queries, values } from '../../families/queries.ts';
import { bin, date, dbl, dec, INF, LONG_MAX, MISSING, NaN64, re, refused } from '../../values.ts';

const MIXED = [1, 5, 'a', null, MISSING, [1, 9], { b: 1 }, true, 5n, dec('5.0'), []];

/** Comparison: in a field, in its array, within the operand's bracket of types. */
export const comparisonQueries = queries('comparison', {
  $eq: [
    values(MIXED, [
      [5, [1, 8, 9]],
      [dbl(5), [1, 8, 9]],
      ['a', [2]],
      [null, [3, 4]],
      [1, [0, 5]],
      [[1, 9], [5]],
      [[9, 1], []],
      [[], [10]],
      [{ b: 1 }, [6]],
      [{ b: dbl(1) }, [6]],
      [{ b: 1, c: 1 }, []],
      [true, [7]],
      [9, [5]],
      [false, []],
    ]),
    values([re('a'), 'a', 'ba'], [[re('a'), [0]]]),
    documents([{ a: { b: 1 } }, { a: [{ b: 1 }, { b: 2 }] }, { a: [{ b: [1] }] }, { a: 1 }, {}], [
      [{ 'a.b': 1 }, [0, 1, 2]],
      [{ 'a.b': 2 }, [1]],
      [{ 'a.b': null }, [3, 4]],
      [{ 'a.0.b': 1 }, [1, 2]],
      [{ 'a.1.b': 2 }, [1]],
      [{ 'a.b': [1] }, [2]],
      [{ a: { b: 1 } }, [0, 1]],
      [{ 'a.b.0': 1 }, [2]],
      [{ '': 1 }, []],
    ]),
    documents([{ a: [[1, 2], 3] }, { a: [1, 2] }, { a: [[[1, 2]]] }], [
      [{ a: [1, 2] }, [0, 1]],
      [{ a: 3 }, [0]],
      [{ a: 1 }, [1]],
      [{ 'a.0': 1 }, [0, 1]],
      [{ 'a.0.0': 1 }, [0, 2]],
    ]),
  ],
  $ne: [
    values(MIXED, [
      [5, [0, 2, 3, 4, 5, 6, 7, 10]],
      [null, [0, 1, 2, 5, 6, 7, 8, 9, 10]],
      [1, [1, 2, 3, 4, 6, 7, 8, 9, 10]],
      [[1, 9], [0, 1, 2, 3, 4, 6, 7, 8, 9, 10]],
      ['zzz', [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]],
      [re('a'), refused(2)],
    ]),
    values([NaN64, 1, MISSING], [
      [NaN64, [1, 2]],
      [1, [0, 2]],
    ]),
  ],
  $gt: [
    values([1, 5, 10n, 2.5, dec('7'), 'a', null, MISSING, [0, 8], date('2024-01-01'), true, NaN64, INF], [
      [5, [2, 4, 8, 12]],
      [5n, [2, 4, 8, 12]],
      [dec('2.4'), [1, 2, 3, 4, 8, 12]],
      ['A', [5]],
      [date('2023-01-01'), [9]],
      [false, [10]],
      [null, []],
      [NaN64, []],
      [INF, []],
      [re('a'), refused(2)],
    ]),
    values([LONG_MAX, dbl(2 ** 63), 9_007_199_254_740_993n], [
      [LONG_MAX, [1]],
      [dbl(2 ** 53), [0, 1, 2]],
    ]),
    values([[1, 2], [1], [2, 0], { a: 2 }, { a: 1, b: 1 }], [
      [[1], [0, 2]],
      [{ a: 1 }, [3, 4]],
    ]),
  ],
  $gte: [
    values([1, 5, 'b', null, MISSING, [4, 6], NaN64, dec('5.0')], [
      [5, [1, 5, 7]],
      ['b', [2]],
      [null, [3, 4]],
      [NaN64, [6]],
      [5.5, [5]],
      [[4, 6], [5]],
    ]),
  ],
  $lt: [
    values([1, 5, -1n, 'a', null, MISSING, [9, 0], NaN64, -INF, date(`1960-01-01`)], [
      [5, [0, 2, 6, 8]],
      [dbl(0), [2, 8]],
      ['b', [3]],
      [null, []],
      [NaN64, []],
      [date('1970-01-01'), [9]],
      [true, []],
    ]),
    values([bin([1]), bin([1, 2]), bin([2])], [
      [bin([2]), [0]],
      [bin([0, 0, 0]), [0, 1, 2]],
    ]),
  ],
  $lte: [
    values([1, 5n, 7, null, MISSING, [6, 7], NaN64], [
      [5, [0, 1]],
      [dec('5'), [0, 1]],
      [6, [0, 1, 5]],
      [null, [3, 4]],
      [NaN64, [6]],
      [-1, []],
    ]),
  ],
  $in: [
    values([1, 'abc', null, MISSING, [1, 2], [3], dec('2'), 'xyz'], [
      [[1], [0, 4]],
      [[2, 3], [4, 5, 6]],
      [[null], [2, 3]],
      [[re('^a'), 'xyz'], [1, 7]],
      [[[1, 2]], [4]],
      [[], []],
      [[1n, dbl(3)], [0, 4, 5]],
      ['abc', refused(2)],
      [1, refused(2)],
      [[{ $gt: 1 }], refused(2)],
    ]),
  ],
  $nin: [
    values([1, 'abc', null, MISSING, [1, 2], [3]], [
      [[1], [1, 2, 3, 5]],
      [[null], [0, 1, 4, 5]],
      [[], [0, 1, 2, 3, 4, 5]],
      [[re('b')], [0, 2, 3, 4, 5]],
      [[1, 3, 'abc'], [2, 3]],
      [1, refused(2)],
      [[{ $in: [1] }], refused(2)],
    ]),
  ],
  $and: [
    documents([{ a: 1, b: 1 }, { a: 1, b: 2 }, { a: 2 }, { a: [1, 9] }], [
      [{ $and: [{ a: 1 }, { b: 2 }] }, [1]],
      [{ $and: [{ a: 1 }] }, [0, 1, 3]],
      [{ $and: [{ a: { $lt: 2 } }, { a: { $gt: 8 } }] }, [3]],
      [{ $and: [{}, { a: 2 }] }, [2]],
      [{ a: 1, b: 1 }, [0]],
      [{ a: { $gt: 0, $lt: 2 } }, [0, 1, 3]],
      [{ $and: [] }, refused(2)],
      [{ $and: {} }, refused(2)],
      [{ $and: [1] }, refused(2)],
    ]),
  ],
  $or: [
    documents([{ a: 1 }, { b: 1 }, { a: 2, b: 2 }, {}], [
      [{ $or: [{ a: 1 }, { b: 1 }] }, [0, 1]],
      [{ $or: [{ a: null }] }, [1, 3]],
      [{ $or: [{ a: 2 }, { b: 2 }] }, [2]],
      [{ $or: [{ a: 1 }], b: null }, [0]],
      [{ $or: [{ $and: [{ a: 2 }, { b: 2 }] }, { a: 1 }] }, [0, 2]],
      [{ $or: [] }, refused(2)],
      [{ $or: { a: 1 } }, refused(2)],
    ]),
  ],
  $nor: [
    documents([{ a: 1 }, { b: 1 }, { a: 2 }, {}], [
      [{ $nor: [{ a: 1 }, { b: 1 }] }, [2, 3]],
      [{ $nor: [{ a: { $exists: true } }] }, [1, 3]],
      [{ $nor: [{}] }, []],
      [{ $nor: [{ a: 1 }], a: 2 }, [2]],
      [{ $nor: [] }, refused(2)],
      [{ $nor: 5 }, refused(2)],
    ]),
  ],
  $not: [
    values([1, 5, 'abc', null, MISSING, [1, 5], []], [
      [{ $gt: 3 }, [0, 2, 3, 4, 6]],
      [{ $eq: null }, [0, 1, 2, 5, 6]],
      [re('b'), [0, 1, 3, 4, 5, 6]],
      [{ $regex: 'b' }, [0, 1, 3, 4, 5, 6]],
      [{ $in: [1, 5] }, [2, 3, 4, 6]],
      [{ $gt: 0, $lt: 4 }, [1, 2, 3, 4, 6]],
      [{ $exists: true }, [4]],
      [{ $not: { $gt: 3 } }, [1, 5]],
      [{ $size: 0 }, [0, 1, 2, 3, 4, 5]],
      [{}, refused(2)],
      [1, refused(2)],
      [{ b: 1 }, refused(2)],
    ]),
  ],
  $exists: [
    values([1, null, MISSING, [], { b: null }], [
      [true, [0, 1, 3, 4]],
      [false, [2]],
      [1, [0, 1, 3, 4]],
      [0, [2]],
      [null, [2]],
      ['x', [0, 1, 3, 4]],
    ]),
    documents([{ a: { b: 1 } }, { a: [{ b: 1 }, {}] }, { a: [] }, { a: 5 }], [
      [{ 'a.b': { $exists: true } }, [0, 1]],
      [{ 'a.b': { $exists: false } }, [2, 3]],
      [{ 'a.0': { $exists: true } }, [1]],
      [{ 'a.5': { $exists: false } }, [0, 1, 2, 3]],
    ]),
  ],
  $type: [
    values([1, 1n, 1.5, dec('1'), 'x', null, MISSING, [1, 'y'], { b: 1 }, true, date('2024-01-01'), bin([1]), re('a'), []], [
      ['int', [0, 7]],
      ['long', [1]],
      ['double', [2]],
      ['decimal', [3]],
      ['number', [0, 1, 2, 3, 7]],
      ['string', [4, 7]],
      [2, [4, 7]],
      ['null', [5]],
      [10, [5]],
      ['array', [7, 13]],
      [4, [7, 13]],
      ['object', [8]],
      ['bool', [9]],
      ['date', [10]],
      ['binData', [11]],
      ['regex', [12]],
      [['string', 'bool'], [4, 7, 9]],
      [[1, 16], [0, 2, 7]],
      [-1, []],
      ['bogus', refused(2)],
      [99, refused(2)],
      [true, refused(14)],
      [[], refused(9)],
      [1.5, refused(2)],
    ]),
  ],
  $comment: [
    documents([{ a: 1 }, { a: 2 }], [
      [{ a: 1, $comment: 'why' }, [0]],
      [{ $comment: 'all' }, [0, 1]],
      [{ $and: [{ a: 2 }, { $comment: 'x' }] }, [1]],
      [{ $comment: 5 }, [0, 1]],
      [{ a: { $gt: 1, $comment: 'inner' } }, [1]],
    ]),
  ],
}); // prettier-ignore

export const unknownOperators = queries('unknown', {
  '(unknown)': [
    documents(
      [{ a: 1 }],
      [
        [{ a: { $bogus: 1 } }, refused(2)],
        [{ $bogus: 1 }, refused(2)],
        [{ a: { $gt: 1, b: 1 } }, refused(2)],
        [{ a: { b: 1, $gt: 1 } }, []],
        [{ $where: 'true' }, refused(115)],
      ],
    ),
  ],
  $where: [
    documents(
      [{ a: 1 }],
      [
        [{ $where: 'this.a == 1' }, refused(115)],
        [{ $and: [{ $where: 'true' }] }, refused(115)],
      ],
    ),
  ],
});
