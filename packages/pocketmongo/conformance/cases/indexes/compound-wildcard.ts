import type { Db, Document } from 'mongodb';
import { commands } from '../../families/commands.ts';
import { refused } from '../../values.ts';

const INDEXED = 'sales';
const EMPTY = 'empty';

const sales = (): (Document & { _id: number })[] => [
  { _id: 1, tenant: 1, custom: { name: 'ann', tags: ['new', 'old'] } },
  { _id: 2, tenant: 1, custom: { name: 'bob', block: 5, more: { deep: 1 } } },
  { _id: 3, tenant: 2, custom: { name: 'ann' } },
  { _id: 4, tenant: 2 },
  { _id: 5, custom: { name: 'ann' } },
  { _id: 6 },
];

async function prepare(db: Db): Promise<undefined> {
  await db.dropDatabase();
  const collection = db.collection<Document & { _id: number }>(INDEXED);
  const index = { key: { tenant: 1, 'custom.$**': 1 }, name: 'custom' };
  await db.command({ createIndexes: INDEXED, indexes: [index] });
  await collection.insertMany(sales());
  await db.collection(EMPTY).insertOne({});
  return undefined;
}

const create =
  (key: Document, options: Document = {}) =>
  (): Document => ({
    createIndexes: EMPTY,
    indexes: [{ key, name: JSON.stringify(key), ...options }],
  });
const find =
  (filter: Document, more: Document = {}) =>
  (): Document => ({ find: INDEXED, filter, ...more });
const explain = (filter: Document) => (): Document => ({
  explain: { find: INDEXED, filter },
  verbosity: 'queryPlanner',
});
const insert = (document: Document) => (): Document => ({ insert: INDEXED, documents: [document] });

const ids = ({ cursor }: Document): string =>
  (cursor as { firstBatch: Document[] }).firstBatch
    .map(({ _id }) => String(_id))
    .sort()
    .join(' ');
const usesIndex = (reply: Document): boolean => JSON.stringify(reply).includes('"custom"');
const firstCode = ({ writeErrors }: Document): boolean =>
  Array.isArray(writeErrors) && writeErrors.length === 1;

/** What the manual tells of indexes of ordinary fields beside one wildcard. */
export const compoundWildcards = commands<undefined>({
  name: 'indexes: compound wildcard',
  kind: 'index',
  prepare,
  rows: {
    definition: [
      [create({ a: 1, 'b.$**': 1 }), 'answered'],
      [create({ 'b.$**': -1, a: -1 }), 'answered'],
      [create({ a: 1, 'b.$**': 1, c: -1 }), 'answered'],
      [create({ a: 1, '$**': 1 }, { wildcardProjection: { a: 0 } }), 'answered'],
      [create({ a: 1, '$**': -1 }, { wildcardProjection: { 'b.c': 1, 'b.d': 1 } }), 'answered'],
      [create({ x: 1, 'y.$**': 1 }, { partialFilterExpression: { z: 1 } }), 'answered'],
      [create({ x: 1, 'b.$**': 1, 'c.$**': 1 }), refused(67)],
      [create({ x: 1, '$**': 1 }), refused(67)],
      [create({ x: 1, '$**': 1 }, { wildcardProjection: { x: 1, y: 1 } }), refused(67)],
      [create({ 'x.y': 1, 'x.$**': 1 }), refused(67)],
      [create({ x: 1, 'b.$**': 1 }, { wildcardProjection: { 'b.c': 1 } }), refused(9, 67)],
      [create({ x: 1, 'b.$**': 1 }, { unique: true }), refused(67)],
      [create({ x: 1, 'b.$**': 1 }, { expireAfterSeconds: 5 }), refused(67)],
      [create({ x: 'hashed', 'b.$**': 1 }), refused(67)],
      [create({ x: '2dsphere', 'b.$**': 1 }), refused(67)],
      [create({ x: '2d', 'b.$**': 1 }), refused(67)],
      [create({ x: 'text', 'b.$**': 1 }), refused()],
      [create({ x: 1, 'b.$**': 0 }), refused(67)],
      [create({ x: 1, 'b.$**.c': 1 }), refused(67)],
    ],
    answers: [
      [find({ tenant: 1, 'custom.name': 'ann' }), '1', ids],
      [find({ tenant: { $in: [1, 2] }, 'custom.name': 'ann' }), '1 3', ids],
      [find({ tenant: 1, 'custom.block': { $gt: 4 } }), '2', ids],
      [find({ tenant: 1, 'custom.more.deep': 1 }), '2', ids],
      [find({ tenant: 1, 'custom.tags': 'old' }), '1', ids],
      [find({ tenant: 1, 'custom.tags': ['new', 'old'] }), '1', ids],
      [find({ tenant: null, 'custom.name': 'ann' }), '5', ids],
      [find({ tenant: null }), '5 6', ids],
      [find({ tenant: { $exists: false } }), '5 6', ids],
      [find({ tenant: 2 }), '3 4', ids],
      [find({ tenant: 2, 'custom.name': null }), '4', ids],
      [find({ tenant: 2, 'custom.name': { $exists: false } }), '4', ids],
      [find({ 'custom.name': 'ann' }), '1 3 5', ids],
      [find({ $or: [{ tenant: 1, 'custom.block': 5 }, { tenant: 2, 'custom.name': 'ann' }] }), '2 3', ids],
      [find({ tenant: 2 }, { hint: 'custom' }), '3 4', ids],
      [find({ tenant: 1, 'custom.name': { $gte: 'a' } }, { hint: { tenant: 1, 'custom.$**': 1 } }), '1 2', ids],
    ],
    plans: [
      [explain({ tenant: 1, 'custom.name': 'ann' }), true, usesIndex],
      [explain({ tenant: 1, 'custom.block': { $gt: 4 } }), true, usesIndex],
      [explain({ tenant: 2 }), true, usesIndex],
      [explain({ 'custom.name': 'ann' }), false, usesIndex],
      [explain({ other: 1 }), false, usesIndex],
    ],
    arrays: [
      [insert({ _id: 7, tenant: [1] }), true, firstCode],
      [insert({ _id: 7, tenant: [] }), true, firstCode],
      [insert({ _id: 7, tenant: 7, custom: [{ name: 'x' }, 'y'] }), false, firstCode],
      [find({ tenant: 7, 'custom.name': 'x' }), '7', ids],
      [find({ tenant: 7, custom: 'y' }), '7', ids],
    ],
  },
}); // prettier-ignore
