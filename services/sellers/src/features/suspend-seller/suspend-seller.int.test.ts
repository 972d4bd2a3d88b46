import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ADMIN, startSellers, type SellersUnderTest } from '../../../test/sellers-under-test.ts';

let sellers: SellersUnderTest;
beforeAll(async () => {
  sellers = await startSellers();
});
afterAll(() => sellers.stop());

const suspend = (sellerId: string) =>
  sellers.post(`/sellers/${sellerId}/suspensions`, { reason: 'Parcels arrive late.' }, ADMIN);

describe('a suspension', () => {
  it('is told, hides the seller from the public, and takes nobody’s log-in away', async () => {
    const { sellerId, owner } = await sellers.approved();
    sellers.identity.calls.length = 0;
    expect(await suspend(sellerId)).toMatchObject({ status: 200, body: { state: 'suspended', version: 3 } });
    expect((await sellers.eventsOf(sellerId)).at(-1)).toMatchObject({
      type: 'SellerSuspended',
      data: { sellerId, state: 'suspended' },
    });
    expect(sellers.identity.calls).toEqual([]);
    expect((await sellers.get(`/sellers/${sellerId}`)).status).toBe(404);
    expect((await sellers.get(`/sellers/${sellerId}`, owner)).status).toBe(200);
  });

  it('can be lifted by an approval', async () => {
    const { sellerId } = await sellers.approved();
    await suspend(sellerId);
    const reply = await sellers.post(`/sellers/${sellerId}/approvals`, {}, ADMIN);
    expect(reply).toMatchObject({ status: 200, body: { state: 'approved', reason: null } });
  });

  it('is refused for an applicant', async () => {
    const { sellerId } = await sellers.applicant();
    expect(await suspend(sellerId)).toMatchObject({ status: 409, body: { code: 'seller-state' } });
    expect(await sellers.eventsOf(sellerId)).toHaveLength(1);
  });
});
