import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Decimal128, Long } from 'bson';
import fc from 'fast-check';
import type { Collection, Document } from 'mongodb';
import { startTestServer, type TestServer } from '../../../test/server.ts';

let test: TestServer;
let outer: Collection;
let inner: Collection;

const value = fc.constantFrom<unknown>(
  1, 2, Long.fromNumber(2), 2.5, Decimal128.fromString('2'), 'x', '$x', 'y', null, undefined, [1, 2], [], ['x'],
  { a: 1 }, true,
); // prettier-ignore

beforeAll(async () => {
  test = await startTestServer();
  const database = test.client.db('test');
  outer = database.collection('outer');
  inner = database.collection('inner');
  const pairs = fc.sample(fc.tuple(value, value), { numRuns: 160, seed: 4 });
  const options = { ignoreUndefined: true };
  await outer.insertMany(
    pairs.slice(0, 60).map(([v, w]) => ({ v, w, list: [v, w] })),
    options,
  );
  await inner.insertMany(
    pairs.slice(60).map(([k, m], n) => ({ k, m, n, sub: { k } })),
    options,
  );
  await inner.createIndexes([{ key: { k: 1 } }, { key: { m: 1, n: 1 } }, { key: { 'sub.k': 1 } }]);
});
afterAll(() => test.close());

const joined = (lookup: Document) =>
  outer.aggregate([{ $sort: { _id: 1 } }, { $lookup: { from: 'inner', as: 'found', ...lookup } }]).toArray();
const plain = (found: readonly Document[]) =>
  found.map((each) => (each['found'] as Document[]).map((one) => JSON.stringify(one)).sort());

describe('a $lookup by an expression', () => {
  // The second form says the same in a way that no index answers.
  it.each<[string, Document, Document]>([
    ['$eq', { $eq: ['$k', '$$x'] }, { $not: [{ $ne: ['$k', '$$x'] }] }],
    ['$eq turned round', { $eq: ['$$x', '$sub.k'] }, { $not: [{ $ne: ['$sub.k', '$$x'] }] }],
    [
      '$and',
      { $and: [{ $eq: ['$m', '$$y'] }, { $gt: ['$n', 20] }] },
      { $not: [{ $or: [{ $ne: ['$m', '$$y'] }, { $lte: ['$n', 20] }] }] },
    ],
    ['$in', { $in: ['$k', '$$list'] }, { $not: [{ $not: [{ $in: ['$k', '$$list'] }] }] }],
  ])('finds by %s what it finds without an index', async (_what, indexed, scanned) => {
    const variables = { x: '$v', y: '$w', list: '$list' };
    const search = (expression: Document) => [
      { $match: { $expr: expression } },
      { $project: { n: 1, k: 1, m: 1 } },
    ];
    const fast = plain(await joined({ let: variables, pipeline: search(indexed) }));
    expect(fast).toEqual(plain(await joined({ let: variables, pipeline: search(scanned) })));
    expect(fast.flat().length).toBeGreaterThan(100);
  });

  it('asks an index', async () => {
    const explained = await inner.find({ $expr: { $eq: ['$k', 'y'] } }).explain('executionStats');
    const stats = explained['executionStats'] as Document;
    expect(JSON.stringify(stats['executionStages'])).toContain('"k_1"');
    expect(stats['totalDocsExamined']).toBe(await inner.countDocuments({ k: 'y' }));
    const written = await inner.find({ $expr: { $eq: ['$k', '$m'] } }).explain('queryPlanner');
    expect(JSON.stringify(written['queryPlanner'])).toContain('COLLSCAN');
  });
});

describe('the pipeline of a $lookup', () => {
  it('has the variables of each document anew, in every stage, also one inside another', async () => {
    const pipeline = [
      { $match: { $expr: { $lt: ['$n', 3] } } },
      { $set: { of: '$$x' } },
      { $group: { _id: '$$id', all: { $push: '$of' }, n: { $sum: '$n' } } },
      {
        $lookup: {
          from: 'outer',
          let: { mine: '$_id' },
          pipeline: [
            { $match: { $expr: { $eq: ['$_id', '$$mine'] } } },
            { $project: { again: '$$id', v: '$$x' } },
          ],
          as: 'same',
        },
      },
      { $limit: 1 },
    ];
    const found = await joined({ let: { x: { $ifNull: ['$w', 'none'] }, id: '$_id' }, pipeline });
    expect(found).toHaveLength(60);
    for (const each of found) {
      const id: unknown = each['_id'];
      const x: unknown = each['w'] ?? 'none';
      const expected = {
        _id: id,
        all: [x, x, x],
        n: 3,
        same: [{ _id: id, again: id, v: x }],
      };
      expect(each['found']).toEqual([expected]);
    }
  });

  it('joins by fields and its own stages together', async () => {
    const fields = { localField: 'v', foreignField: 'k' };
    const whole = plain(await joined(fields));
    const limited = await joined({
      ...fields,
      let: { w: '$w' },
      pipeline: [{ $set: { w: '$$w' } }, { $limit: 2 }],
    });
    expect(plain(limited).map(({ length }) => length)).toEqual(
      whole.map(({ length }) => Math.min(2, length)),
    );
  });
});
