import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Identity } from '@souk/platform/context';
import { faultAt, noFaults } from '@souk/platform/resilience';
import { testContext, testIdentity } from '@souk/platform/testing';
import { AWAY } from '../../../test/fake-identity.ts';
import { ADMIN, startSellers, type SellersUnderTest } from '../../../test/sellers-under-test.ts';

let sellers: SellersUnderTest;
let people = 0;
beforeAll(async () => {
  sellers = await startSellers();
});
afterAll(() => sellers.stop());
beforeEach(() => {
  sellers.identity.trouble = null;
  sellers.identity.calls.length = 0;
  sellers.faults = noFaults;
});

const person = () => ({
  email: `p${(people += 1)}@casa-verde.example`,
  password: 'parcels before noon',
  displayName: 'Bia Lima',
});
const add = (sellerId: string, as: Identity, body: unknown = person(), headers = {}) =>
  sellers.post(`/sellers/${sellerId}/staff`, body, as, headers);
const staffOf = async (sellerId: string) =>
  (await sellers.stored('staff')).filter((member) => member.sellerId === sellerId);
const runJobLater = async () => {
  sellers.machineClock.set(new Date(sellers.machineClock.now().getTime() + 200_000));
  for (const job of sellers.service.jobs) await job.run(testContext());
};

describe('adding staff', () => {
  it('makes a log-in at identity and a member here, without keeping the password', async () => {
    const { sellerId, owner } = await sellers.approved();
    sellers.identity.calls.length = 0;
    const body = person();
    const reply = await add(sellerId, owner, body);
    const { id, accountId } = reply.body as { id: string; accountId: string };
    expect(reply.status).toBe(201);
    expect(sellers.identity.calls).toEqual([`createStaffAccount ${accountId} ${body.email}`]);
    expect(sellers.identity.accounts.get(accountId)).toMatchObject({ sellerId, displayName: 'Bia Lima' });
    expect(await staffOf(sellerId)).toMatchObject([{ _id: id, accountId, state: 'active' }]);
    expect(JSON.stringify(await sellers.stored('staff'))).not.toContain(body.password);
    expect(await sellers.stored('audit')).toContainEqual(
      expect.objectContaining({ action: 'staff.added', subject: sellerId, actor: owner.accountId }),
    );
  });

  it('is for the owner and administrators', async () => {
    const { sellerId } = await sellers.approved();
    const colleague = testIdentity(['seller'], { sellerId });
    const stranger = testIdentity(['seller'], { sellerId: 'sel_other' });
    expect(await add(sellerId, colleague)).toMatchObject({ status: 403, body: { code: 'owner-required' } });
    expect(await add(sellerId, stranger)).toMatchObject({ status: 404, body: { code: 'seller-not-found' } });
    expect((await add(sellerId, testIdentity(['customer']))).status).toBe(403);
    expect(await staffOf(sellerId)).toEqual([]);
    expect((await add(sellerId, ADMIN)).status).toBe(201);
  });

  it('with an address that is taken is refused and leaves nobody behind', async () => {
    const { sellerId, owner } = await sellers.approved();
    const body = person();
    await add(sellerId, owner, body);
    expect(await add(sellerId, owner, body)).toMatchObject({
      status: 409,
      body: { code: 'email-taken', errors: [{ pointer: '/email' }] },
    });
    expect((await staffOf(sellerId)).map(({ state }) => state).toSorted()).toEqual(['active', 'removed']);
  });

  it('goes on under the same key after a crash behind the log-in', async () => {
    const { sellerId, owner } = await sellers.approved();
    const body = person();
    sellers.faults = faultAt('add-staff.log-in.after', 1, () => Promise.reject(new Error('crash')));
    const first = await add(sellerId, owner, body, { 'idempotency-key': `staff-${sellerId}` });
    const second = await add(sellerId, owner, body, { 'idempotency-key': `staff-${sellerId}` });
    expect([first.status, second.status]).toEqual([500, 201]);
    expect(await staffOf(sellerId)).toMatchObject([{ state: 'active' }]);
    expect(new Set(sellers.identity.calls.filter((call) => call.endsWith(body.email))).size).toBe(1);
  });

  it('whose reply from identity was lost is finished by the job', async () => {
    const { sellerId, owner } = await sellers.approved();
    sellers.identity.trouble = { when: 'after', error: AWAY };
    expect((await add(sellerId, owner)).status).toBe(503);
    expect(await staffOf(sellerId)).toMatchObject([{ state: 'joining' }]);
    await runJobLater();
    expect(await staffOf(sellerId)).toMatchObject([{ state: 'joining' }]); // identity is still away
    sellers.identity.trouble = null;
    await runJobLater();
    expect(await staffOf(sellerId)).toMatchObject([{ state: 'active' }]);
  });

  it('that never reached identity is forgotten by the job, also when a retry comes later', async () => {
    const { sellerId, owner } = await sellers.approved();
    const body = person();
    sellers.faults = faultAt('add-staff.log-in.before', 1, () => Promise.reject(new Error('crash')));
    await add(sellerId, owner, body, { 'idempotency-key': `late-${sellerId}` });
    await runJobLater();
    expect(await staffOf(sellerId)).toMatchObject([{ state: 'removed' }]);
    const late = await add(sellerId, owner, body, { 'idempotency-key': `late-${sellerId}` });
    expect(late).toMatchObject({ status: 404, body: { code: 'staff-not-found' } });
    expect(
      [...sellers.identity.accounts.values()].filter((account) => account.sellerId === sellerId),
    ).toEqual([]);
  });
});
