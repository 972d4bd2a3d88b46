import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Document } from 'mongodb';
import { codeOf, startTestServer, type TestServer } from '../../test/server.ts';

let test: TestServer;
let admin: (command: Document) => Promise<Document>;

beforeAll(async () => {
  test = await startTestServer();
  admin = (command) => test.client.db('admin').command(command);
});
afterAll(() => test.close());

describe('what shells ask of a server', () => {
  it('is answered', async () => {
    expect(await admin({ hostInfo: 1 })).toMatchObject({ ok: 1, system: { cpuAddrSize: 64 } });
    expect(await admin({ getCmdLineOpts: 1 })).toMatchObject({
      parsed: { storage: { dbPath: test.dataDir } },
    });
    expect(await admin({ getLog: '*' })).toMatchObject({ names: ['global', 'startupWarnings'] });
    expect(await admin({ getLog: 'startupWarnings' })).toMatchObject({ totalLinesWritten: 0, log: [] });
    expect(await codeOf(admin({ getLog: 'other' }))).toBe(96);
    expect(await admin({ whatsmyuri: 1 })).toMatchObject({ you: expect.stringContaining('127.0.0.1') });
  });

  it('includes the size of a collection', async () => {
    const db = test.client.db('test');
    await db.collection<{ _id: number }>('sized').insertMany([{ _id: 1 }, { _id: 2 }]);
    expect(await db.command({ dataSize: 'test.sized' })).toMatchObject({ size: 28, numObjects: 2 });
    expect(await codeOf(db.command({ dataSize: 'sized' }))).toBe(73);
    expect(await codeOf(db.command({ dataSize: 'other.sized' }))).toBe(13);
  });
});
