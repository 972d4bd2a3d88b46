import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testContext, testIdentity } from '@souk/platform/testing';
import { ADMIN, startIdentity, type IdentityUnderTest } from '../../../test/identity-under-test.ts';

let identity: IdentityUnderTest;
const ids: string[] = [];
beforeAll(async () => {
  identity = await startIdentity();
  for (const name of ['ana', 'bia', 'caio', 'dora', 'eva'])
    ids.push((await identity.register(name)).account.id);
  await identity.port.assignSeller(testContext(), { accountId: ids[1] ?? '', sellerId: SELLER });
});
afterAll(() => identity.stop());

const SELLER = 'sel_01890000-0000-7000-8000-000000000009';
const list = (query: string, as = ADMIN) =>
  identity.call({ method: 'GET', path: `/api/v1/accounts?${query}`, identity: as });
const page = async (query: string) => {
  const { data, next } = (await list(query)).body as { data: { id: string }[]; next: string | null };
  return { ids: data.map(({ id }) => id), next };
};

describe('the list of accounts', () => {
  it('goes newest first through all pages', async () => {
    const seen: string[] = [];
    let query = 'limit=2';
    for (;;) {
      const { ids: found, next } = await page(query);
      seen.push(...found);
      if (next === null) break;
      query = `limit=2&next=${next}`;
    }
    expect(seen).toEqual(ids.toReversed());
  });

  it('is narrowed by address, role and seller, also together', async () => {
    expect((await page('email=CAIO@example.com')).ids).toEqual([ids[2]]);
    expect((await page('role=seller')).ids).toEqual([ids[1]]);
    expect((await page(`role=customer&sellerId=${SELLER}`)).ids).toEqual([ids[1]]);
    expect((await page('role=admin')).ids).toEqual([]);
  });

  it('takes no cursor of another filter', async () => {
    const { next } = await page('limit=2');
    expect(await list(`role=customer&limit=2&next=${next}`)).toMatchObject({
      status: 422,
      body: { code: 'cursor-mismatch', errors: [{ pointer: '/query/next' }] },
    });
  });

  it('is for administrators', async () => {
    expect((await list('limit=2', testIdentity(['customer', 'seller']))).status).toBe(403);
  });
});
