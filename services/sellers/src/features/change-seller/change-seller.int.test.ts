import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@souk/kernel';
import type { Identity } from '@souk/platform/context';
import { testIdentity } from '@souk/platform/testing';
import { ADMIN, startSellers, type SellersUnderTest } from '../../../test/sellers-under-test.ts';

let sellers: SellersUnderTest;
beforeAll(async () => {
  sellers = await startSellers();
});
afterAll(() => sellers.stop());

const change = (sellerId: string, body: unknown, as: Identity, headers = {}) =>
  sellers.call({ method: 'PATCH', path: `/api/v1/sellers/${sellerId}`, body, identity: as, headers });
const document = async (id: string) => (await sellers.stored('sellers')).find(({ _id }) => _id === id);

describe('a change of a seller', () => {
  it('of name and postcode by its staff is stored, told and audited', async () => {
    const { sellerId, owner } = await sellers.approved();
    const reply = await change(sellerId, { name: 'Casa Azul', postcode: '01000' }, owner, {
      'if-match': '"2"',
    });
    expect(reply.status).toBe(200);
    expect(reply.headers.get('etag')).toBe('"3"');
    expect(await document(sellerId)).toMatchObject({ name: 'Casa Azul', postcode: '01000', version: 3 });
    expect((await sellers.eventsOf(sellerId)).at(-1)).toMatchObject({
      type: 'SellerChanged',
      data: { name: 'Casa Azul', state: 'approved' },
    });
    expect(await sellers.stored('audit')).toContainEqual(
      expect.objectContaining({
        action: 'seller.changed',
        before: expect.objectContaining({ name: 'Casa Verde' }),
        after: expect.objectContaining({ name: 'Casa Azul' }),
      }),
    );
  });

  it('of the commission is for administrators', async () => {
    const { sellerId, owner } = await sellers.approved();
    expect(await change(sellerId, { commissionBasisPoints: 0 }, owner)).toMatchObject({
      status: 403,
      body: { code: 'commission-by-admin' },
    });
    expect(await document(sellerId)).toMatchObject({ commissionBasisPoints: 1_000 });
    expect(await change(sellerId, { commissionBasisPoints: 700 }, ADMIN)).toMatchObject({
      status: 200,
      body: { commissionBasisPoints: 700 },
    });
  });

  it('that says nothing new has no effect', async () => {
    const { sellerId, owner } = await sellers.approved();
    const events = await sellers.eventsOf(sellerId);
    expect(await change(sellerId, { name: 'Casa Verde' }, owner)).toMatchObject({ body: { version: 2 } });
    expect(await sellers.eventsOf(sellerId)).toEqual(events);
  });

  it('is refused on an old version and for other people’s sellers', async () => {
    const { sellerId, owner } = await sellers.approved();
    const other = testIdentity(['seller'], { sellerId: newId('seller') });
    const nobodys = testIdentity(['seller']);
    const body = { name: 'Mine now' };
    expect((await change(sellerId, body, owner, { 'if-match': '"1"' })).status).toBe(412);
    for (const stranger of [other, nobodys]) {
      expect(await change(sellerId, body, stranger)).toMatchObject({
        status: 404,
        body: { code: 'seller-not-found' },
      });
    }
    expect(await document(sellerId)).toMatchObject({ name: 'Casa Verde', version: 2 });
  });
});
