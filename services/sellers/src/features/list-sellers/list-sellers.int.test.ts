import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Identity } from '@souk/platform/context';
import { ADMIN, startSellers, type SellersUnderTest } from '../../../test/sellers-under-test.ts';

const NAMES = ['Delta', 'Alfa', 'Bravo', 'Bravo', 'Bravo', 'Charlie', 'Echo'];
let sellers: SellersUnderTest;
let ids: string[] = [];
let hidden = '';
beforeAll(async () => {
  sellers = await startSellers();
  const rows = NAMES.map((name, index) => ({ reference: `r${index}`, name, postcode: '13023' }));
  const { body } = await sellers.post('/seller-imports', { rows }, ADMIN);
  ids = (body as { data: { sellerId: string }[] }).data.map(({ sellerId }) => sellerId);
  hidden = (await sellers.applicant()).sellerId;
});
afterAll(() => sellers.stop());

type Listed = { data: { id: string; name: string; commissionBasisPoints?: number }[]; next: string | null };
const list = async (query: string, as?: Identity) =>
  (await sellers.get(`/sellers?${query}`, as)).body as Listed;
const walk = async (query: string, as?: Identity) => {
  const seen: string[] = [];
  for (let next: string | null = ''; next !== null;) {
    const page: Listed = await list(next === '' ? query : `${query}&next=${next}`, as);
    seen.push(...page.data.map(({ id }) => id));
    next = page.next;
  }
  return seen;
};

describe('the list of sellers', () => {
  it('shows everybody the approved ones, newest first, page by page', async () => {
    expect(await walk('limit=3')).toEqual(ids.toReversed());
    expect((await list('limit=1')).data[0]?.commissionBasisPoints).toBeUndefined();
  });

  it('goes by name without losing or doubling those of one name', async () => {
    const byName = ids
      .map((id, index) => ({ id, name: NAMES[index] ?? '' }))
      .toSorted((a, b) => a.name.localeCompare(b.name) || (a.id < b.id ? -1 : 1))
      .map(({ id }) => id);
    expect(await walk('limit=2&sort=name')).toEqual(byName);
  });

  it('shows administrators all, and finds one by its reference', async () => {
    expect(await walk('limit=100', ADMIN)).toEqual([hidden, ...ids.toReversed()]);
    expect(await walk('limit=1&state=applied', ADMIN)).toEqual([hidden]);
    expect(await walk('state=applied')).toEqual([]);
    expect(await walk('reference=r5', ADMIN)).toEqual([ids[5]]);
  });

  it('takes no cursor of another sort, nor one of an administrator from a guest', async () => {
    const { next } = await list('limit=1', ADMIN);
    for (const [query, as] of [
      ['limit=1&sort=name', ADMIN],
      ['limit=1', undefined],
    ] as const) {
      expect(await sellers.get(`/sellers?${query}&next=${next}`, as)).toMatchObject({
        status: 422,
        body: { code: 'cursor-mismatch' },
      });
    }
  });
});
