import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BSON, type Collection, type Db, type Document, Timestamp } from 'mongodb';
import { codeOf, startTestServer, type TestServer } from '../../test/server.ts';

interface Item extends Document {
  _id: number;
}

const ROLES = [
  { _id: 'shop.clerk', role: 'clerk', db: 'shop' },
  { _id: 'shop.readWrite', role: 'readWrite', db: 'shop' },
];
const BOTH = { time: '$$CLUSTER_TIME', roles: '$$USER_ROLES.role' };
const IS_CLERK = { $expr: { $in: ['clerk', '$$USER_ROLES.role'] } };
const HAS_TIME = { $expr: { $lt: [new Timestamp({ t: 1_600_000_000, i: 1 }), '$$CLUSTER_TIME'] } };

let test: TestServer;
let db: Db;
let items: Collection<Item>;

beforeAll(async () => {
  test = await startTestServer();
  const shop = test.client.db('shop');
  await shop.command({ createRole: 'clerk', privileges: [], roles: ['readWrite'] });
  await shop.command({ createUser: 'ann', pwd: 'x', roles: ['clerk'] });
  db = (await test.connect(test.server.uri('shop', 'ann', 'x'))).db('shop');
  items = db.collection<Item>('items');
  await items.insertMany([1, 2, 3].map((_id) => ({ _id })));
});
afterAll(() => test.close());

/** What all documents tell of the two variables, which has to be the same. */
function told(documents: readonly Document[]): Document {
  const [first = {}, ...others] = documents;
  for (const other of others)
    expect(other).toMatchObject({ time: first['time'] as unknown, roles: first['roles'] as unknown });
  expect(first['time']).toBeInstanceOf(Timestamp);
  expect(first['roles']).toEqual(['clerk', 'readWrite']);
  return first;
}

describe('the variables of cluster time and of roles', () => {
  it('the roles are those of the user with what they inherit, and none of an administrator of this boot but its own', async () => {
    const [found] = await items.aggregate([{ $limit: 1 }, { $set: { roles: '$$USER_ROLES' } }]).toArray();
    expect(found?.['roles']).toEqual(ROLES);
    const [other] = await test.client
      .db('shop')
      .collection('items')
      .find({}, { projection: { roles: '$$USER_ROLES.role' } })
      .toArray();
    expect(other?.['roles']).toEqual(['root']);
  });

  it('the time is at least that of the last write', async () => {
    const { operationTime } = (await db.command({ insert: 'written', documents: [{}] })) as {
      operationTime: Timestamp;
    };
    const [found] = await items.aggregate([{ $set: BOTH }]).toArray();
    expect((found?.['time'] as Timestamp).compare(operationTime)).toBeGreaterThanOrEqual(0);
  });

  it('stand in the filter and the projection of a find, also over a view', async () => {
    await db.createCollection('seen', { viewOn: 'items', pipeline: [{ $match: IS_CLERK }, { $set: BOTH }] });
    told(await items.find({ $and: [IS_CLERK, HAS_TIME] }, { projection: BOTH }).toArray());
    expect(await items.find({ $expr: { $in: ['boss', '$$USER_ROLES.role'] } }).toArray()).toEqual([]);
    expect(told(await db.collection('seen').find(HAS_TIME).toArray())).toMatchObject({ _id: 1 });
  });

  it('are the same in every stage and pipeline of an aggregation', async () => {
    const inner = [{ $match: IS_CLERK }, { $set: BOTH }];
    const [found = {}] = await items
      .aggregate([
        { $match: HAS_TIME },
        { $lookup: { from: 'items', let: { id: '$_id' }, pipeline: inner, as: 'joined' } },
        { $set: BOTH },
        { $unionWith: { coll: 'items', pipeline: inner } },
        { $facet: { all: [{ $project: { ...BOTH, joined: 1 } }], grouped: [{ $group: { _id: BOTH } }] } },
      ])
      .toArray();
    const { all, grouped } = found as { all: Document[]; grouped: { _id: Document }[] };
    const first = told([...all, ...all.flatMap((one) => (one['joined'] ?? []) as Document[])]);
    expect(grouped).toEqual([{ _id: { time: first['time'] as unknown, roles: first['roles'] as unknown } }]);
  });

  it('stay what they were while a cursor is read on', async () => {
    const cursor = items.aggregate([{ $set: BOTH }], { batchSize: 1 });
    const first = await cursor.next();
    await db.collection('written').insertOne({});
    told([first ?? {}, ...(await cursor.toArray())]);
  });

  it('stand in the filters and pipelines of writes', async () => {
    await items.updateMany({ $and: [IS_CLERK, HAS_TIME] }, [{ $set: BOTH }]);
    told(await items.find().toArray());
    expect(
      await items.findOneAndUpdate({ _id: 9, ...IS_CLERK }, [{ $set: BOTH }], {
        upsert: true,
        returnDocument: 'after',
      }),
    ).toMatchObject({ _id: 9, roles: ['clerk', 'readWrite'] });
    await items.aggregate([{ $merge: { into: 'merged', whenMatched: [{ $set: BOTH }] } }]).toArray();
    await items.aggregate([{ $merge: { into: 'merged', whenMatched: [{ $set: BOTH }] } }]).toArray();
    told(await db.collection('merged').find().toArray());
    expect(await items.deleteMany({ $expr: { $in: ['boss', '$$USER_ROLES.role'] } })).toMatchObject({
      deletedCount: 0,
    });
    expect(await items.deleteOne({ _id: 9, ...IS_CLERK })).toMatchObject({ deletedCount: 1 });
  });

  it.each<Document>([
    { find: 'items', filter: HAS_TIME, projection: BOTH },
    { aggregate: 'items', pipeline: [{ $match: HAS_TIME }, { $set: BOTH }], cursor: {} },
    { update: 'items', updates: [{ q: HAS_TIME, u: [{ $set: BOTH }] }] },
    { delete: 'items', deletes: [{ q: HAS_TIME, limit: 0 }] },
    { findAndModify: 'items', query: HAS_TIME, update: [{ $set: BOTH }] },
  ])('and variables of let can be explained in %j', async (command) => {
    expect(await db.command({ explain: command, verbosity: 'executionStats' })).toMatchObject({ ok: 1 });
    const known = BSON.EJSON.stringify(command).replaceAll('$$CLUSTER_TIME', '$$known');
    const explained = { ...(BSON.EJSON.parse(known) as Document), let: { known: 1 } };
    expect(await codeOf(db.command({ explain: explained }))).toBe(undefined);
  });

  it.each(['$$NOW', '$$CLUSTER_TIME', '$$USER_ROLES'])(
    '%s is not available to count and distinct, to lists and to the values of let',
    async (name) => {
      const filter = { $expr: { $gt: [name, null] } };
      for (const command of [
        { count: 'items', query: filter },
        { distinct: 'items', key: '_id', query: filter },
        { listCollections: 1, filter },
        { find: 'items', let: { a: name } },
        { aggregate: 'items', pipeline: [], cursor: {}, let: { a: name } },
      ])
        expect(await codeOf(db.command(command))).toBe(51144);
      expect(await codeOf(test.client.db('admin').command({ listDatabases: 1, filter }))).toBe(51144);
      expect(await codeOf(db.command({ find: 'items', let: { [name.slice(2)]: 1 } }))).toBe(4_738_901);
      expect(await codeOf(items.aggregate([{ $set: { a: `${name}X` } }]).toArray())).toBe(17276);
    },
  );

  it('a validator knows the time of each write, and nobody', async () => {
    const validator = { $expr: { $lte: ['$at', '$$NOW'] } };
    await db.createCollection('checked', { validator });
    await db.collection('checked').insertOne({ at: new Date() });
    expect(await codeOf(db.collection('checked').insertOne({ at: new Date(4e12) }))).toBe(121);
    for (const name of ['$$USER_ROLES', '$$CLUSTER_TIME'])
      expect(await codeOf(db.createCollection('refused', { validator: { $expr: [name] } }))).toBe(51144);
  });
});
