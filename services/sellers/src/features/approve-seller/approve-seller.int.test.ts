import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@souk/kernel';
import { memoryEventLog, testIdentity } from '@souk/platform/testing';
import { AWAY } from '../../../test/fake-identity.ts';
import { ADMIN, startSellers, type SellersUnderTest } from '../../../test/sellers-under-test.ts';

let sellers: SellersUnderTest;
beforeAll(async () => {
  sellers = await startSellers();
});
afterAll(() => sellers.stop());
beforeEach(() => {
  sellers.identity.trouble = null;
  sellers.identity.calls.length = 0;
});

const approve = (sellerId: string, body: unknown = {}, headers = {}) =>
  sellers.post(`/sellers/${sellerId}/approvals`, body, ADMIN, headers);

describe('an approval', () => {
  it('lets the seller sell on the agreed terms and its owner act for it', async () => {
    const { owner, sellerId } = await sellers.applicant();
    const reply = await approve(sellerId, { commissionBasisPoints: 850 });
    expect(reply.status).toBe(200);
    expect(reply.body).toMatchObject({
      id: sellerId,
      state: 'approved',
      commissionBasisPoints: 850,
      version: 2,
    });
    expect((await sellers.eventsOf(sellerId)).map(({ type, data }) => [type, data])).toEqual([
      ['SellerApplied', expect.anything()],
      ['SellerApproved', { sellerId, name: 'Casa Verde', state: 'approved', commissionBasisPoints: 850 }],
    ]);
    expect(await sellers.stored('audit')).toContainEqual(
      expect.objectContaining({ action: 'seller.approved', subject: sellerId, actor: ADMIN.accountId }),
    );
    expect(sellers.identity.calls).toEqual([`assignSeller ${owner.accountId} ${sellerId}`]);
  });

  it('stands while identity is away, and the event makes up for it', async () => {
    const { owner, sellerId } = await sellers.applicant();
    sellers.identity.trouble = { when: 'before', error: AWAY };
    expect((await approve(sellerId)).status).toBe(200);
    sellers.identity.trouble = null;
    sellers.identity.calls.length = 0;
    const log = memoryEventLog();
    for (const consumer of sellers.service.consumers) await log.subscribe(consumer);
    await log.append(await sellers.eventsOf(sellerId));
    await log.deliver();
    expect(sellers.identity.calls).toEqual([`assignSeller ${owner.accountId} ${sellerId}`]);
  });

  it('takes effect once when it comes twenty times at once', async () => {
    const { sellerId } = await sellers.applicant();
    const replies = await Promise.all(Array.from({ length: 20 }, () => approve(sellerId)));
    expect(replies.map(({ status }) => status).toSorted()).toEqual([
      200,
      ...Array.from({ length: 19 }, () => 409),
    ]);
    expect((await sellers.eventsOf(sellerId)).filter(({ type }) => type === 'SellerApproved')).toHaveLength(
      1,
    );
  });

  it('is refused in the wrong state, on an old version, for nobody and to others, without effect', async () => {
    const { sellerId, owner } = await sellers.approved();
    const before = [await sellers.stored('sellers'), await sellers.eventsOf(sellerId)];
    expect(await approve(sellerId)).toMatchObject({ status: 409, body: { code: 'seller-state' } });
    expect(await approve(sellerId, {}, { 'if-match': '"1"' })).toMatchObject({
      status: 412,
      body: { code: 'stale-version' },
    });
    expect(await approve(newId('seller'))).toMatchObject({ status: 404, body: { code: 'seller-not-found' } });
    expect((await sellers.post(`/sellers/${sellerId}/approvals`, {}, owner)).status).toBe(403);
    expect(
      (await sellers.post(`/sellers/${sellerId}/approvals`, {}, testIdentity(['customer']))).status,
    ).toBe(403);
    expect([await sellers.stored('sellers'), await sellers.eventsOf(sellerId)]).toEqual(before);
  });
});
