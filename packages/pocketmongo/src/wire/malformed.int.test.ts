import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { serialize } from 'bson';
import { startTestServer, type TestServer } from '../../test/server.ts';
import { encodeOpMsg } from './op-msg.ts';

let test: TestServer;

beforeAll(async () => {
  test = await startTestServer();
});
afterAll(() => test.close());

/** Sends bytes on a connection of their own and waits until the server has answered or closed. */
async function sendRaw(bytes: Uint8Array): Promise<void> {
  const socket = connect(test.server.port, '127.0.0.1');
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  socket.end(bytes);
  socket.resume();
  await once(socket, 'close');
}

/** Deterministic noise (mulberry32). */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const good = encodeOpMsg(
  serialize({ hello: 1, $db: 'admin', client: { list: [1, 'two', { three: 3 }] } }),
  1,
  0,
);

function header(length: number, opCode: number, rest: Uint8Array = Buffer.alloc(0)): Buffer {
  const bytes = Buffer.alloc(16);
  bytes.writeInt32LE(length, 0);
  bytes.writeInt32LE(opCode, 12);
  return Buffer.concat([bytes, rest]);
}

describe('malformed messages', () => {
  it.each([
    ['a negative length', header(-1, 2013)],
    ['a length beyond the limit', header(2 ** 30, 2013)],
    ['a length shorter than the header', header(3, 2013)],
    ['an unknown operation', header(16, 4711)],
    ['no flags', header(16, 2013)],
    ['no section', header(20, 2013, Buffer.alloc(4))],
    ['an unknown required flag', header(20, 2013, Buffer.from([4, 0, 0, 0]))],
    ['a compressed nothing', header(16, 2012)],
    ['compressed rubbish', header(30, 2012, Buffer.from([221, 7, 0, 0, 9, 0, 0, 0, 2, 1, 2, 3, 4, 5]))],
    ['a query without a name', header(24, 2004, Buffer.from([0, 0, 0, 0, 65, 65, 65, 65]))],
    ['nothing', Buffer.alloc(0)],
    ['a good message cut short', good.subarray(0, 40)],
  ])('%s ends its own connection and nothing else', async (_name, bytes) => {
    await sendRaw(bytes);
    expect(await test.client.db('test').command({ ping: 1 })).toMatchObject({ ok: 1 });
  });

  it('a good message with random bytes changed never hurts the server', async () => {
    const random = generator(42);
    for (let round = 0; round < 200; round++) {
      const bytes = Buffer.from(good);
      for (let change = 0; change <= round % 8; change++) {
        bytes[16 + Math.floor(random() * (bytes.length - 16))] = Math.floor(random() * 256);
      }
      await sendRaw(bytes);
    }
    expect(await test.client.db('test').command({ ping: 1 })).toMatchObject({ ok: 1 });
  });

  it('deep nesting is refused as an error', async () => {
    let nested: Record<string, unknown> = {};
    for (let depth = 0; depth < 300; depth++) nested = { a: nested };
    const collection = test.client.db('test').collection('deep');
    await expect(collection.find(nested).toArray()).rejects.toThrow();
    let filter: Record<string, unknown> = { a: 1 };
    for (let depth = 0; depth < 70; depth++) filter = { $and: [filter] };
    await expect(collection.find(filter).toArray()).resolves.toEqual([]);
  });

  it('serves clients that compress', async () => {
    const client = await test.connect(`${test.server.uri('test')}&compressors=zlib`);
    const big = { _id: 'big' as never, text: 'x'.repeat(100_000) };
    await client.db('test').collection('zipped').insertOne(big);
    expect(await client.db('test').collection('zipped').findOne()).toEqual(big);
  });
});
