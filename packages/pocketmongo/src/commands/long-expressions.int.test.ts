import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Document } from 'mongodb';
import { codeOf, startTestServer, type TestServer } from '../../test/server.ts';

let test: TestServer;

beforeAll(async () => {
  test = await startTestServer();
  const numbers = Array.from({ length: 20_000 }, (_, i) => i);
  await test.client.db('long').collection<Document & { _id: number }>('one').insertOne({ _id: 1, numbers });
});
afterAll(() => test.close());

const sumOver = (input: Document, as: string, each: unknown): Document => ({
  $sum: { $map: { input, as, in: each } },
});
const RANGE = { $range: [0, 20_000] };
/** Four hundred million turns. */
const LOOP = sumOver(RANGE, 'x', sumOver(RANGE, 'y', { $multiply: ['$$x', '$$y'] }));
const UNIONS = sumOver(RANGE, 'x', { $size: { $setUnion: ['$numbers', [{ $add: ['$$x', 0.5] }]] } });
const FILTER = { $expr: { $gt: [LOOP, 1] } };
const CLAUSES = Array.from({ length: 90 }, () => ({ n: { $gte: 0 } }));
const MANY_TIMES = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`numbers.$[n].${i}`, 1]));

const COMMANDS: [string, Document][] = [
  ['a find', { find: 'one', filter: FILTER }],
  ['a projection', { find: 'one', projection: { sum: LOOP } }],
  ['a find whose turns are long', { find: 'one', filter: { $expr: { $gt: [UNIONS, 1] } } }],
  ['a count', { count: 'one', query: FILTER }],
  ['a distinct', { distinct: 'one', key: 'numbers', query: FILTER }],
  ['a $match', { aggregate: 'one', pipeline: [{ $match: FILTER }], cursor: {} }],
  ['an update', { update: 'one', updates: [{ q: FILTER, u: { $set: { a: 1 } } }] }],
  ['an update by a pipeline', { update: 'one', updates: [{ q: {}, u: [{ $set: { a: LOOP } }] }] }],
  [
    'array filters',
    {
      update: 'one',
      updates: [{ q: {}, u: { $set: MANY_TIMES }, arrayFilters: [{ $and: CLAUSES }] }],
    },
  ],
  ['a delete', { delete: 'one', deletes: [{ q: FILTER, limit: 0 }] }],
  ['a findAndModify', { findAndModify: 'one', query: FILTER, update: { $set: { a: 1 } } }],
];

describe('maxTimeMS ends long expressions of', () => {
  it.each(COMMANDS)('%s', async (_name, command) => {
    expect(await codeOf(test.client.db('long').command({ ...command, maxTimeMS: 40 }))).toBe(50);
  });
});
