import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@souk/kernel';
import { callRoute, testIdentity } from '@souk/platform/testing';
import { startHarness, type Harness } from '../../../test/harness.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.stop());

const importRows = (rows: object[], identity = testIdentity(['admin'])) =>
  callRoute(harness.service.http, {
    method: 'POST',
    path: '/api/v1/stock-imports',
    identity,
    body: { rows },
  });

const refusal = (index: number, rule: string) => ({
  pointer: `/rows/${index}/offerId`,
  rule,
  message: expect.any(String),
});

describe('importing stock', () => {
  it('sets each offer, says what became of each row, and changes nothing the second time', async () => {
    const [a, b] = [await harness.offerWith(0), await harness.offerWith(7)];
    const unknown = newId('offer');
    const rows = [
      { offerId: a, available: 10 },
      { offerId: unknown, available: 1 },
      { offerId: b, available: 7 },
      { offerId: a, available: 3 },
    ];
    const reply = await importRows(rows);
    expect(reply.status).toBe(200);
    expect(reply.body).toEqual({
      data: [
        { offerId: a, outcome: 'updated', errors: [] },
        { offerId: unknown, outcome: 'refused', errors: [refusal(1, 'exists')] },
        { offerId: b, outcome: 'unchanged', errors: [] },
        { offerId: a, outcome: 'refused', errors: [refusal(3, 'unique')] },
      ],
    });
    expect(await harness.level(a)).toMatchObject({ available: 10 });
    const again = await importRows(rows);
    expect(again.body).toMatchObject({ data: [{ outcome: 'unchanged' }, {}, { outcome: 'unchanged' }, {}] });
  });

  it('opens a stock record for an offer that has none yet', async () => {
    const offerId = await harness.offerWith(0);
    await harness.inventory.store.stocks.deleteOne({ _id: offerId });
    await importRows([{ offerId, available: 4 }]);
    expect(await harness.level(offerId)).toMatchObject({ available: 4 });
    expect((await harness.events()).filter((event) => event.subject === offerId)).toEqual([]);
  });

  it('is for administrators, and points at a wrong row', async () => {
    const offerId = await harness.offerWith(0);
    expect((await importRows([{ offerId, available: 4 }], testIdentity(['seller']))).status).toBe(403);
    const reply = await importRows([
      { offerId, available: 1 },
      { offerId, available: -1 },
    ]);
    expect(reply.status).toBe(422);
    expect(reply.body).toMatchObject({ errors: [{ pointer: '/rows/1/available' }] });
  });
});
