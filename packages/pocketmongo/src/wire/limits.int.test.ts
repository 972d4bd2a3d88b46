import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { serialize, type Document } from 'bson';
import { codeOf, startTestServer, type TestServer } from '../../test/server.ts';
import { encodeOpMsg } from './op-msg.ts';

let test: TestServer;

beforeAll(async () => {
  test = await startTestServer({ openAccess: true });
});
afterAll(() => test.close());

const MEBIBYTE = 2 ** 20;
const items = () => test.client.db('limits').collection('items');

function nested(levels: number): Document {
  let document: Document = { a: 1 };
  for (let level = 1; level < levels; level += 1) document = { a: document };
  return document;
}

describe('limits', () => {
  it('hello announces them', async () => {
    expect(await test.client.db('admin').command({ hello: 1 })).toMatchObject({
      maxBsonObjectSize: 16 * MEBIBYTE,
      maxMessageSizeBytes: 48_000_000,
      maxWriteBatchSize: 100_000,
    });
  });

  it('a document of exactly 16 MiB is stored, one byte more is not', async () => {
    const empty = serialize({ _id: 1, text: '' }).length;
    const text = 'x'.repeat(16 * MEBIBYTE - empty);
    await items().insertOne({ _id: 1 as never, text });
    expect((await items().findOne({ _id: 1 as never }))?.['text']).toHaveLength(text.length);
    // The driver would refuse it; the server must too.
    const command = { insert: 'items', documents: [{ _id: 2, text: `${text}x` }], $db: 'limits' };
    expect(await test.client.db('limits').command(command)).toMatchObject({
      n: 0,
      writeErrors: [{ index: 0, code: 10334 }],
    });
    expect(await codeOf(items().updateOne({ _id: 1 as never }, { $set: { more: 1 } }))).toBe(10334);
    await items().deleteMany({});
  });

  it.each(['insert', 'delete'])('more than 100,000 statements of one %s are refused', async (name) => {
    const statements = Array.from({ length: 100_001 }, () => ({}));
    const command = { [name]: 'none', [name === 'insert' ? 'documents' : 'deletes']: statements };
    await expect(test.client.db('limits').command(command)).rejects.toMatchObject({ code: 16 });
  });

  it('nesting is bounded in documents, filters and expressions', async () => {
    await items().insertOne(nested(150));
    expect(await codeOf(items().insertOne(nested(181)))).toBeGreaterThan(0);
    let expression: unknown = 1;
    for (let level = 0; level < 170; level += 1) expression = { $abs: expression };
    expect(await codeOf(items().findOne({ $expr: expression }))).toBeGreaterThan(0);
  });

  it('an array of 150,000 elements is sorted by, listed, joined and indexed', async () => {
    const long = test.client.db('limits').collection<{ _id: string; list: number[] }>('long');
    const list = Array.from({ length: 150_000 }, (_, n) => n % 7);
    await long.insertOne({ _id: 'long', list });
    const only = { _id: 'long' };
    expect(await long.find(only).sort({ list: 1 }).project({ n: 1 }).toArray()).toHaveLength(1);
    expect(await long.distinct('list', only)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    const joined = { $size: { $concatArrays: ['$list', '$list'] } };
    expect(await long.aggregate([{ $match: only }, { $project: { joined } }]).toArray()).toEqual([
      { _id: 'long', joined: 300_000 },
    ]);
    await long.createIndex({ list: 1 }, {}, {});
    expect(await long.countDocuments({ list: 6 })).toBe(1);
    expect(await long.updateOne(only, { $push: { list: { $each: [8], $slice: -3 } } })).toMatchObject({
      modifiedCount: 1,
    });
    expect((await long.findOne({ list: 8 }))?.['list']).toHaveLength(3);
  });

  it('a client that reads none of its replies gets no more of them', async () => {
    await items().insertOne({ _id: 'big' as never, text: 'x'.repeat(15 * MEBIBYTE) });
    const socket = connect(test.server.port, '127.0.0.1');
    await once(socket, 'connect');
    socket.pause();
    const find = { find: 'items', filter: { _id: 'big' }, $db: 'limits' };
    for (let request = 1; request <= 5; request += 1) socket.write(encodeOpMsg(serialize(find), request, 0));
    const insert = { insert: 'late', documents: [{ a: 1 }], $db: 'limits' };
    socket.write(encodeOpMsg(serialize(insert), 6, 0));
    const late = test.client.db('limits').collection('late');
    await sleep(500);
    expect(await late.countDocuments()).toBe(0);
    socket.resume();
    while ((await late.countDocuments()) === 0) await sleep(10);
    socket.destroy();
  });
});
