import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SellerState } from '@souk/contracts';
import { newId } from '@souk/kernel';
import { testContext } from '@souk/platform/testing';
import { ADMIN, startSellers, type SellersUnderTest } from '../../../test/sellers-under-test.ts';

let sellers: SellersUnderTest;
beforeAll(async () => {
  sellers = await startSellers();
});
afterAll(() => sellers.stop());

describe('other services', () => {
  it('get the sellers that exist, whatever their state, with their terms', async () => {
    const { sellerId: approved } = await sellers.approved();
    const { sellerId: applied } = await sellers.applicant();
    const sellerIds = [approved, newId('seller'), applied];
    const { sellers: found } = await sellers.port.getSellers(testContext(), { sellerIds });
    const terms = { name: 'Casa Verde', commissionBasisPoints: 1_000, postcode: '13023-000' };
    expect(found).toHaveLength(2);
    expect(found).toContainEqual(
      expect.objectContaining({ sellerId: approved, state: SellerState.APPROVED, ...terms }),
    );
    expect(found).toContainEqual(
      expect.objectContaining({ sellerId: applied, state: SellerState.APPLIED, ...terms }),
    );
    expect((await sellers.port.getSellers(testContext(), { sellerIds: [] })).sellers).toEqual([]);
  });

  it('get those that an import knows by their references', async () => {
    const rows = [{ reference: 'north-shop', name: 'North Shop', postcode: '01000' }];
    const imported = await sellers.post('/seller-imports', { rows }, ADMIN);
    const [{ sellerId } = { sellerId: '' }] = (imported.body as { data: { sellerId: string }[] }).data;
    const references = ['north-shop', 'nobody'];
    const found = (await sellers.port.getSellers(testContext(), { references })).sellers;
    expect(found).toMatchObject([{ sellerId, reference: 'north-shop' }]);
    const both = await sellers.port.getSellers(testContext(), { references, sellerIds: [sellerId] });
    expect(both.sellers).toHaveLength(1);
  });
});
