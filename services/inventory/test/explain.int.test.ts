import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@souk/kernel';
import { reserveStock } from '../src/features/reserve-stock/reserve-stock.ts';
import { ctx, minutesAfterStart, startHarness, type Harness } from './harness.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
  await Promise.all(
    Array.from({ length: 200 }, async (_, n) => {
      const offerId = await harness.offerWith(n % 10 === 0 ? 1 : 5);
      await reserveStock(harness.inventory, ctx, {
        reservationId: newId('reservation'),
        lines: [{ offerId, quantity: 1 }],
        expiresAt: minutesAfterStart(n),
      });
    }),
  );
});
afterAll(() => harness.stop());

describe('what the sweepers, the relay and the lists look up', () => {
  it('is found through an index, and little else is touched', async () => {
    const { reservations, stocks, adjustments } = harness.inventory.store;
    const later = minutesAfterStart(30);
    const queries = [
      reservations.find({ dueAt: { $lte: later } }).sort({ dueAt: 1 }),
      reservations.find({ state: 'held', expiresAt: { $lte: later } }).sort({ expiresAt: 1 }),
      reservations.find({ outboxAt: { $gt: new Date(0) } }).sort({ outboxAt: 1 }),
      stocks.find({ outboxAt: { $gt: new Date(0) } }).sort({ outboxAt: 1 }),
      adjustments.find({ dueAt: { $lte: later } }).sort({ dueAt: 1 }),
      adjustments.find({ commandId: 'none' }),
      adjustments.find({ 'lines.offerId': newId('offer'), state: 'applied' }).sort({ _id: -1 }),
    ];
    for (const query of queries) {
      const explained = await query.explain('executionStats');
      const { queryPlanner, executionStats } = explained as unknown as {
        queryPlanner: { winningPlan: unknown };
        executionStats: { totalDocsExamined: number | bigint; nReturned: number | bigint };
      };
      const plan = JSON.stringify(queryPlanner.winningPlan);
      expect(plan).toContain('"IXSCAN"');
      expect(plan).not.toContain('"COLLSCAN"');
      expect(plan).not.toContain('"SORT"');
      expect(Number(executionStats.totalDocsExamined)).toBeLessThanOrEqual(
        10 * Number(executionStats.nReturned),
      );
    }
  });
});
