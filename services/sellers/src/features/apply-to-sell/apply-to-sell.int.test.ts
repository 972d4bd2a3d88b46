import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@souk/kernel';
import { testIdentity } from '@souk/platform/testing';
import { ADMIN, CASA_VERDE, startSellers, type SellersUnderTest } from '../../../test/sellers-under-test.ts';

let sellers: SellersUnderTest;
beforeAll(async () => {
  sellers = await startSellers();
});
afterAll(() => sellers.stop());

describe('an application', () => {
  it('is stored, told and audited, and calls nobody', async () => {
    const ana = testIdentity(['customer']);
    const reply = await sellers.post('/sellers', CASA_VERDE, ana);
    const { id } = reply.body as { id: string };
    expect(reply.status).toBe(201);
    expect(reply.headers.get('location')).toBe(`/api/v1/sellers/${id}`);
    expect(reply.headers.get('etag')).toBe('"1"');
    expect(reply.body).toMatchObject({
      ...CASA_VERDE,
      state: 'applied',
      commissionBasisPoints: 1_000,
      version: 1,
    });
    expect(await sellers.stored('sellers')).toMatchObject([
      { _id: id, ownerId: ana.accountId, state: 'applied' },
    ]);
    expect(await sellers.eventsOf(id)).toMatchObject([
      {
        type: 'SellerApplied',
        causedBy: ana.accountId,
        data: { sellerId: id, name: 'Casa Verde', state: 'applied', commissionBasisPoints: 1_000 },
      },
    ]);
    expect(await sellers.stored('audit')).toMatchObject([{ action: 'seller.applied', subject: id }]);
    expect(sellers.identity.calls).toEqual([]);
  });

  it('is one per account, also when sent at once; a rejected one does not count', async () => {
    const bia = testIdentity(['customer']);
    const replies = await Promise.all(
      Array.from({ length: 5 }, () => sellers.post('/sellers', CASA_VERDE, bia)),
    );
    expect(replies.map(({ status }) => status).toSorted()).toEqual([201, 409, 409, 409, 409]);
    const { id } = replies.find(({ status }) => status === 201)?.body as { id: string };
    await sellers.post(`/sellers/${id}/rejections`, { reason: 'no address' }, ADMIN);
    expect((await sellers.post('/sellers', CASA_VERDE, bia)).status).toBe(201);
    const again = await sellers.post('/sellers', CASA_VERDE, bia);
    expect(again).toMatchObject({ status: 409, body: { code: 'already-selling' } });
  });

  it('is refused to who acts for a seller already, and to guests', async () => {
    const staff = testIdentity(['seller'], { sellerId: newId('seller') });
    expect((await sellers.post('/sellers', CASA_VERDE, staff)).status).toBe(409);
    expect((await sellers.post('/sellers', CASA_VERDE)).status).toBe(401);
  });

  it('gives the same reply for the same key', async () => {
    const caio = testIdentity(['customer']);
    const send = () => sellers.post('/sellers', CASA_VERDE, caio, { 'idempotency-key': 'apply' });
    const [first, second] = [await send(), await send()];
    expect(second.body).toEqual(first.body);
    expect(second.status).toBe(201);
  });

  it.each([
    ['/name', { ...CASA_VERDE, name: ' ' }],
    ['/postcode', { ...CASA_VERDE, postcode: '13023_000' }],
    ['/commissionBasisPoints', { ...CASA_VERDE, commissionBasisPoints: 0 }],
  ])('points at %s when it is wrong', async (pointer, body) => {
    const reply = await sellers.post('/sellers', body, testIdentity(['customer']));
    expect(reply).toMatchObject({ status: 422, body: { errors: [{ pointer }] } });
  });
});
