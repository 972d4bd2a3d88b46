import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testIdentity } from '@souk/platform/testing';
import { ADMIN, startSellers, type SellersUnderTest } from '../../../test/sellers-under-test.ts';

let sellers: SellersUnderTest;
beforeAll(async () => {
  sellers = await startSellers();
});
afterAll(() => sellers.stop());

describe('a seller', () => {
  it('is shown in full to its own people and administrators, in part to everybody else', async () => {
    const { sellerId, owner } = await sellers.approved();
    const [guest, stranger, own, admin] = await Promise.all([
      sellers.get(`/sellers/${sellerId}`),
      sellers.get(`/sellers/${sellerId}`, testIdentity(['seller'], { sellerId: 'sel_other' })),
      sellers.get(`/sellers/${sellerId}`, owner),
      sellers.get(`/sellers/${sellerId}`, ADMIN),
    ]);
    expect(Object.keys(guest.body as object).toSorted()).toEqual(['createdAt', 'id', 'name', 'state']);
    expect(stranger.body).toEqual(guest.body);
    expect(own.body).toMatchObject({ commissionBasisPoints: 1_000, postcode: '13023-000', version: 2 });
    expect(admin.body).toEqual(own.body);
    expect(own.headers.get('etag')).not.toBe(guest.headers.get('etag'));
  });

  it('that only applied is not there for others', async () => {
    const { sellerId, owner } = await sellers.applicant();
    expect((await sellers.get(`/sellers/${sellerId}`)).status).toBe(404);
    expect(await sellers.get(`/sellers/${sellerId}`, owner)).toMatchObject({
      status: 200,
      body: { state: 'applied' },
    });
  });
});
