import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Identity } from '@souk/platform/context';
import { testIdentity } from '@souk/platform/testing';
import { ADMIN, startSellers, type SellersUnderTest } from '../../../test/sellers-under-test.ts';

let sellers: SellersUnderTest;
let sellerId = '';
let owner: Identity;
const ids: string[] = [];
beforeAll(async () => {
  sellers = await startSellers();
  ({ sellerId, owner } = await sellers.approved());
  for (const name of ['ana', 'bia', 'caio']) {
    const body = { email: `${name}@casa-verde.example`, password: 'parcels before noon', displayName: name };
    ids.push(((await sellers.post(`/sellers/${sellerId}/staff`, body, owner)).body as { id: string }).id);
  }
});
afterAll(() => sellers.stop());

const list = (query: string, as: Identity) => sellers.get(`/sellers/${sellerId}/staff?${query}`, as);

describe("a seller's staff", () => {
  it('is listed page by page in the order of joining, for colleagues and administrators', async () => {
    const first = (await list('limit=2', testIdentity(['seller'], { sellerId }))).body as {
      data: { id: string }[];
      next: string;
    };
    const second = (await list(`limit=2&next=${first.next}`, ADMIN)).body as {
      data: { id: string }[];
      next: null;
    };
    expect([...first.data, ...second.data].map(({ id }) => id)).toEqual(ids);
    expect(second.next).toBeNull();
  });

  it('without those who left, and not for strangers', async () => {
    await sellers.call({
      method: 'DELETE',
      path: `/api/v1/sellers/${sellerId}/staff/${ids[1]}`,
      identity: owner,
    });
    const { data } = (await list('', owner)).body as { data: { id: string }[] };
    expect(data.map(({ id }) => id)).toEqual([ids[0], ids[2]]);
    expect((await list('', testIdentity(['seller'], { sellerId: 'sel_other' }))).status).toBe(404);
    expect((await sellers.get('/sellers/sel_01890000-0000-7000-8000-000000000009/staff', ADMIN)).status).toBe(
      404,
    );
  });
});
