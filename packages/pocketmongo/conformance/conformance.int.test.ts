import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { MongoClient } from 'mongodb';
import { startTestServer, type TestServer } from '../test/server.ts';
import { runTables } from './case.ts';
import { thinlyCovered, workedOut } from './coverage.ts';
import { TABLES } from './tables.ts';

let test: TestServer;
let client: MongoClient;

beforeAll(async () => {
  test = await startTestServer();
  client = await test.connect(test.server.uri('test'), { promoteValues: false });
});
afterAll(() => test.close());

describe('the conformance suite', () => {
  it.each(TABLES.map((table) => [table.name, table] as const))('%s', async (_, table) => {
    const [outcome] = await runTables(client.db('test'), [table]);
    expect(outcome?.failures).toEqual([]);
    expect(outcome?.passed).toBeGreaterThan(4);
  });

  it('has cases for every operator, stage, accumulator and expression of the manual and of the server', () => {
    expect(thinlyCovered(TABLES)).toEqual([]);
    expect(workedOut(TABLES)).toBeGreaterThan(2_000);
  });
});
