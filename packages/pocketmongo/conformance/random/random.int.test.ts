import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestServer, type TestServer } from '../../test/server.ts';
import { runRandom } from './run.ts';
import { Statistics } from './statistics.ts';

const SEED = 20_260_301;
const OPERATIONS = 500;

let test: TestServer;

beforeAll(async () => {
  test = await startTestServer();
});
afterAll(() => test.close());

describe('made-up commands', () => {
  it('are answered as a model of plain code answers them', async () => {
    const statistics = new Statistics();
    expect(await runRandom(test.client.db('random'), SEED, OPERATIONS, statistics)).toBeUndefined();
    expect(statistics.operations).toBe(OPERATIONS);
    expect(statistics.share).toBeGreaterThan(0.6);
    expect(statistics.errors.size).toBeGreaterThan(10);
    expect(statistics.hinted.size).toBeGreaterThan(5);
  });
});
