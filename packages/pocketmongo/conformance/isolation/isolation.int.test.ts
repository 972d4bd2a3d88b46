import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomOf } from '../../src/check/kill/workload.ts';
import { startTestServer, type TestServer } from '../../test/server.ts';
import { checkHistory } from './check-history.ts';
import { runTransfers } from './transfers.ts';
import { runWorkload } from './workload.ts';

const HOT = { clients: 6, rows: 5, transactions: 20 };

let test: TestServer;

beforeAll(async () => {
  test = await startTestServer();
});
afterAll(() => test.close());

describe('concurrent transactions on few rows', () => {
  it('have a history that snapshot isolation allows', async () => {
    const history = await runWorkload(test.client, { ...HOT, random: randomOf(7) });
    expect(checkHistory(history).problems).toEqual([]);
    const committed = history.attempts.filter(({ outcome }) => outcome === 'committed');
    expect(committed.length).toBeGreaterThan(HOT.transactions);
  });

  it('would be noticed if they were none', async () => {
    const history = await runWorkload(test.client, { ...HOT, isolated: false, random: randomOf(7) });
    const found = new Set(checkHistory(history).problems.map(({ anomaly }) => anomaly));
    expect(found).toContain('G1a aborted write stays');
    expect(found.size).toBeGreaterThan(1);
  });

  it('keep the sum of the accounts', async () => {
    const transfers = await runTransfers(test.client, {
      clients: 8,
      rows: 6,
      milliseconds: 500,
      random: randomOf(9),
    });
    expect(transfers.wrongSums).toBe(0);
    expect(transfers.committed).toBeGreaterThan(8);
  });
});
