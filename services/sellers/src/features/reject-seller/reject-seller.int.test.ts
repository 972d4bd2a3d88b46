import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ADMIN, startSellers, type SellersUnderTest } from '../../../test/sellers-under-test.ts';

let sellers: SellersUnderTest;
beforeAll(async () => {
  sellers = await startSellers();
});
afterAll(() => sellers.stop());

const reject = (sellerId: string, body: unknown = { reason: 'No such address.' }) =>
  sellers.post(`/sellers/${sellerId}/rejections`, body, ADMIN);

describe('a rejection', () => {
  it('says why, is told, and calls nobody', async () => {
    const { sellerId, owner } = await sellers.applicant();
    const reply = await reject(sellerId);
    expect(reply).toMatchObject({ status: 200, body: { state: 'rejected', reason: 'No such address.' } });
    expect(await sellers.eventsOf(sellerId)).toMatchObject([
      { type: 'SellerApplied' },
      { type: 'SellerRejected', data: { state: 'rejected' } },
    ]);
    expect(sellers.identity.calls).toEqual([]);
    const seen = await sellers.get(`/sellers/${sellerId}`, owner);
    expect(seen.body).toMatchObject({ reason: 'No such address.' });
  });

  it('is refused for a seller that is approved, and without a reason', async () => {
    const { sellerId } = await sellers.approved();
    expect(await reject(sellerId)).toMatchObject({ status: 409, body: { code: 'seller-state' } });
    expect(await reject(sellerId, {})).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/reason' }] },
    });
    expect(await sellers.stored('sellers')).toContainEqual(
      expect.objectContaining({ _id: sellerId, state: 'approved' }),
    );
  });
});
