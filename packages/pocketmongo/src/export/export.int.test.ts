import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Binary, Decimal128, Double, Int32, Long, MaxKey, ObjectId, Timestamp } from 'mongodb';
import { cli } from '../../test/cli.ts';
import { startTestServer, type TestServer } from '../../test/server.ts';
import { exactDocument } from './exact-bson.ts';
import { serialize } from 'bson';

let source: TestServer;
let target: TestServer;

beforeEach(async () => {
  [source, target] = await Promise.all([startTestServer(), startTestServer()]);
});
afterEach(async () => {
  await source.close();
  await target.close();
});

async function fill({ client }: TestServer): Promise<void> {
  const shop = client.db('shop');
  const items = await shop.createCollection('items');
  await items.createIndex(
    { n: -1, name: 1 },
    { unique: true, partialFilterExpression: { n: { $gt: 5 } } },
    {},
  );
  await items.createIndex({ name: 'text' }, { weights: { name: 3 } }, {});
  await items.createIndex({ at: 1 }, { expireAfterSeconds: 5 }, {});
  await items.insertMany(Array.from({ length: 2_500 }, (_, n) => ({ n, name: `item ${n}`, at: new Date() })));
  await items.insertOne({ n: -1 });
  await client.db('other').createCollection('empty', {
    changeStreamPreAndPostImages: { enabled: true },
  });
  const metered = await client.db('other').createCollection('metered', { timeseries: { timeField: 'at' } });
  await metered.insertMany([{ at: new Date(1) }, { at: new Date(2) }]);
  await client.db('other').createCollection('checked', {
    validator: { $jsonSchema: { required: ['n'] } },
    validationLevel: 'moderate',
  });
  const log = await client.db('other').createCollection('log', { capped: true, size: 5_000, max: 3 });
  await log.insertMany([{ n: 1 }, { n: 2 }, { n: 3 }, { n: 4 }]);
  await client.db('other').createCollection('b view', { viewOn: 'a view', pipeline: [{ $limit: 1 }] });
  await client.db('other').createCollection('a view', { viewOn: 'metered', pipeline: [] });
  await client.db('other').collection('mixed').insertOne(MIXED);
  await client.db('shop').command({ createUser: 'ann', pwd: 'secret', roles: ['readWrite'] });
  await client.db('shop').command({ createRole: 'clerk', privileges: [], roles: ['read'] });
}

const MIXED = {
  _id: new ObjectId('65f000000000000000000001'),
  ints: [new Int32(1), new Double(1), Long.fromString('9007199254740993'), new Double(-0)],
  money: Decimal128.fromString('1.10'),
  bytes: new Binary(Buffer.from('ab'), 128),
  pattern: /^a/i,
  stamp: new Timestamp({ t: 1, i: 2 }),
  top: new MaxKey(),
  nested: { z: null, a: [[], {}] },
};

const exportTo = (...args: string[]) => cli('export', ...args, '--to', target.server.uri('admin'));

describe('pocketmongo export', () => {
  it('moves everything from a running server, and names what can not be moved', async () => {
    await fill(source);
    const { stdout } = await exportTo('--from', source.server.uri('admin'));
    expect(stdout).toContain('shop.items: 2501 documents, 3 indexes beside that on _id');
    expect(stdout).toContain('role clerk@shop: not moved');
    expect(stdout).toContain("user ann@shop (readWrite@shop): can't be moved");
    expect(stdout).toMatch(/everything is there\n$/);

    for (const [database, name] of [
      ['shop', 'items'],
      ['other', 'mixed'],
      ['other', 'empty'],
      ['other', 'metered'],
      ['other', 'log'],
    ]) {
      const of = (server: TestServer) => server.client.db(database).collection(name ?? '');
      const raw = (server: TestServer) => of(server).find({}, { raw: true }).toArray();
      expect(await raw(target)).toEqual(await raw(source));
      expect(await of(target).indexes()).toEqual(await of(source).indexes());
      expect(await of(target).options()).toEqual(await of(source).options());
    }
    for (const name of ['checked', 'a view', 'b view']) {
      const of = (server: TestServer) => server.client.db('other').collection(name).options();
      expect(await of(target)).toEqual(await of(source));
    }
    expect(await target.client.db('other').collection('b view').countDocuments()).toBe(1);
  });

  it('refuses what the target has, and replaces it with --drop', async () => {
    await fill(source);
    await target.client.db('shop').collection('items').insertOne({ mine: true });
    const from = ['--from', source.server.uri('admin'), '--only', 'shop'];
    expect(await exportTo(...from)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('the target already has shop.items; --drop replaces them'),
    });
    expect(await target.client.db('shop').collection('items').countDocuments()).toBe(1);
    await exportTo(...from, '--drop');
    expect(await target.client.db('shop').collection('items').countDocuments()).toBe(2_501);
    expect(await target.client.db('other').collections()).toEqual([]);
  });

  it('reads a data directory that nobody has open', async () => {
    await source.client.db('shop').collection('items').insertOne({ a: 1 });
    expect(await exportTo('--data', source.dataDir)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('is in use by process'),
    });
    await source.server.stop();
    expect((await exportTo('--data', source.dataDir)).stdout).toContain('shop.items: 1 documents, 0 indexes');
  });

  it('keeps the order of fields that are named like numbers, and refuses what no driver can write', () => {
    const raw = serialize(new Map<string, unknown>([['b', 1], ['2', 1], ['1', { z: 1, 0: 2 }]])); // prettier-ignore
    expect(Buffer.from(serialize(exactDocument(raw)))).toEqual(Buffer.from(raw));
    // {a: undefined} as old drivers wrote it.
    const undefinedValue = Buffer.from([8, 0, 0, 0, 6, 97, 0, 0]);
    expect(() => exactDocument(undefinedValue)).toThrow('no driver can write');
  });
});
