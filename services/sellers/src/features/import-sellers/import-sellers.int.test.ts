import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testIdentity } from '@souk/platform/testing';
import { ADMIN, startSellers, type SellersUnderTest } from '../../../test/sellers-under-test.ts';

let sellers: SellersUnderTest;
beforeAll(async () => {
  sellers = await startSellers();
});
afterAll(() => sellers.stop());

type Result = { reference: string; outcome: string; sellerId: string | null; errors: { pointer: string }[] };
const send = (rows: readonly unknown[], as = ADMIN) => sellers.post('/seller-imports', { rows }, as);
const results = async (rows: readonly unknown[]) => ((await send(rows)).body as { data: Result[] }).data;
const rowsOf = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, index) => ({
    reference: `${prefix}${index}`,
    name: `Seller ${index}`,
    postcode: '13023',
    commissionBasisPoints: 900,
  }));
const referring = async (prefix: string) =>
  (await sellers.stored('sellers')).filter(({ reference }) => String(reference).startsWith(prefix));

describe('an import of sellers', () => {
  it('makes up to 500 approved sellers at once and tells of each', async () => {
    const data = await results(rowsOf('a', 500));
    expect(new Set(data.map(({ outcome }) => outcome))).toEqual(new Set(['created']));
    expect(await referring('a')).toHaveLength(500);
    const sellerId = data[0]?.sellerId ?? '';
    expect(await sellers.eventsOf(sellerId)).toMatchObject([
      { type: 'SellerApproved', data: { name: 'Seller 0', state: 'approved', commissionBasisPoints: 900 } },
    ]);
    expect(sellers.identity.calls).toEqual([]);
  });

  it('doubles nothing when run again', async () => {
    const first = await results(rowsOf('b', 20));
    const again = await results(rowsOf('b', 20));
    expect(again).toEqual(first.map((row) => ({ ...row, outcome: 'unchanged' })));
    expect(await referring('b')).toHaveLength(20);
    expect(await sellers.eventsOf(first[0]?.sellerId ?? '')).toHaveLength(1);
  });

  it('brings known sellers up to date', async () => {
    const [before] = await results(rowsOf('c', 1));
    const [after] = await results([{ reference: 'c0', name: 'Renamed', postcode: '01000' }]);
    expect(after).toEqual({ ...before, outcome: 'updated' });
    expect(await referring('c')).toMatchObject([{ name: 'Renamed', commissionBasisPoints: 900, version: 2 }]);
    expect((await sellers.eventsOf(after?.sellerId ?? '')).map(({ type }) => type)).toEqual([
      'SellerApproved',
      'SellerChanged',
    ]);
  });

  it('reports a row that comes twice and takes the rest', async () => {
    const [one = {}, two = {}] = rowsOf('d', 2);
    expect(await results([one, one, two])).toMatchObject([
      { outcome: 'created' },
      { outcome: 'refused', sellerId: null, errors: [{ pointer: '/rows/1/reference' }] },
      { outcome: 'created' },
    ]);
  });

  it('of the same rows five times at once makes each seller once', async () => {
    const replies = await Promise.all(Array.from({ length: 5 }, () => send(rowsOf('e', 10))));
    expect(replies.every(({ status }) => status === 200 || status === 409)).toBe(true);
    expect(await referring('e')).toHaveLength(10);
  });

  it('with a row that breaks a rule changes nothing and points at it', async () => {
    const [good, bad] = rowsOf('f', 2);
    expect(await send([good, { ...bad, commissionBasisPoints: 10_001 }])).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/rows/1/commissionBasisPoints', rule: 'max' }] },
    });
    expect(await send(rowsOf('f', 501))).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/rows' }] },
    });
    expect((await send([good], testIdentity(['seller']))).status).toBe(403);
    expect(await referring('f')).toEqual([]);
  });
});
