import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@souk/kernel';
import type { Identity } from '@souk/platform/context';
import { faultAt, noFaults } from '@souk/platform/resilience';
import { testContext, testIdentity } from '@souk/platform/testing';
import { AWAY } from '../../../test/fake-identity.ts';
import { startSellers, type SellersUnderTest } from '../../../test/sellers-under-test.ts';

let sellers: SellersUnderTest;
let people = 0;
beforeAll(async () => {
  sellers = await startSellers();
});
afterAll(() => sellers.stop());
beforeEach(() => {
  sellers.identity.trouble = null;
  sellers.faults = noFaults;
});

const withStaff = async () => {
  const { sellerId, owner } = await sellers.approved();
  const email = `p${(people += 1)}@casa-verde.example`;
  const body = { email, password: 'parcels before noon', displayName: 'Bia' };
  const { id, accountId } = (await sellers.post(`/sellers/${sellerId}/staff`, body, owner)).body as {
    id: string;
    accountId: string;
  };
  sellers.identity.calls.length = 0;
  return { sellerId, owner, staffId: id, accountId };
};
const remove = (sellerId: string, staffId: string, as: Identity) =>
  sellers.call({ method: 'DELETE', path: `/api/v1/sellers/${sellerId}/staff/${staffId}`, identity: as });
const stateOf = async (id: string) => (await sellers.stored('staff')).find(({ _id }) => _id === id)?.state;
const runJobLater = async () => {
  sellers.machineClock.set(new Date(sellers.machineClock.now().getTime() + 200_000));
  for (const job of sellers.service.jobs) await job.run(testContext());
};

describe('removing staff', () => {
  it('takes the seller away from the account', async () => {
    const { sellerId, owner, staffId, accountId } = await withStaff();
    expect((await remove(sellerId, staffId, owner)).status).toBe(204);
    expect(sellers.identity.calls).toEqual([`revokeSeller ${accountId} ${sellerId}`]);
    expect(await stateOf(staffId)).toBe('removed');
    expect(await sellers.stored('audit')).toContainEqual(
      expect.objectContaining({ action: 'staff.removed', subject: sellerId }),
    );
    expect(await remove(sellerId, staffId, owner)).toMatchObject({
      status: 404,
      body: { code: 'staff-not-found' },
    });
  });

  it('is refused to colleagues, strangers and for the staff of another seller', async () => {
    const { sellerId, staffId } = await withStaff();
    const other = await withStaff();
    expect((await remove(sellerId, staffId, testIdentity(['seller'], { sellerId }))).status).toBe(403);
    expect((await remove(sellerId, staffId, other.owner)).status).toBe(404);
    expect((await remove(other.sellerId, staffId, other.owner)).status).toBe(404);
    expect((await remove(sellerId, newId('staff'), other.owner)).status).toBe(404);
    expect(await stateOf(staffId)).toBe('active');
  });

  it.each(['remove-staff.revoke.before', 'remove-staff.revoke.after'])(
    'is finished by the job after a crash at %s',
    async (point) => {
      const { sellerId, owner, staffId, accountId } = await withStaff();
      sellers.faults = faultAt(point, 1, () => Promise.reject(new Error('crash')));
      expect((await remove(sellerId, staffId, owner)).status).toBe(500);
      expect(await stateOf(staffId)).toBe('leaving');
      await runJobLater();
      expect(await stateOf(staffId)).toBe('removed');
      expect(sellers.identity.accounts.get(accountId)).toMatchObject({ sellerId: '' });
    },
  );

  it('while identity is away answers 503 and can be sent again', async () => {
    const { sellerId, owner, staffId } = await withStaff();
    sellers.identity.trouble = { when: 'before', error: AWAY };
    expect((await remove(sellerId, staffId, owner)).status).toBe(503);
    sellers.identity.trouble = null;
    expect((await remove(sellerId, staffId, owner)).status).toBe(204);
    expect(await stateOf(staffId)).toBe('removed');
  });
});
