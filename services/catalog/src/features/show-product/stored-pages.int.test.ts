import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Id } from '@souk/kernel';
import { admin, importRow, startHarness, textAt, type Harness } from '../../../test/harness.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.stop());

const brl = (amount: number) => ({ amount, currency: 'BRL' });

async function sell(sellerId: Id, category: string, amount: number): Promise<{ product: Id; offer: Id }> {
  const body = { rows: [importRow(sellerId, { category: [category], price: brl(amount) })] };
  const reply = await harness.send('POST', '/product-imports', { identity: admin, body });
  return {
    product: textAt(reply.body, 'data', 0, 'productId'),
    offer: textAt(reply.body, 'data', 0, 'offerId'),
  };
}

async function read(path: string): Promise<string> {
  const reply = await harness.send('GET', path);
  expect(reply.status).toBe(200);
  return JSON.stringify(reply.body);
}

describe('a stored page', () => {
  it('of a product shows a new price, a new name of its category and of its seller at once', async () => {
    const { sellerId } = harness.approvedSeller('Casa Velha');
    const { product, offer } = await sell(sellerId, 'Lamps', 1_100);
    const path = `/products/${product}`;
    const before = await read(path);
    expect(before).toContain('Casa Velha');
    const body = { price: brl(1_234) };
    await harness.send('PATCH', `/offers/${offer}`, { identity: admin, body });
    expect(await read(path)).toContain('1234');
    const categoryId = textAt(JSON.parse(before), 'categories', 0, 'id');
    const named = { identity: admin, body: { name: 'Lights' } };
    expect((await harness.send('PATCH', `/categories/${categoryId}`, named)).status).toBe(200);
    expect(await read(path)).toContain('"Lights"');
    harness.rename(sellerId, 'Casa Nova');
    await harness.tell('SellerChanged', sellerId);
    expect(await read(path)).toContain('Casa Nova');
  });

  it('of a list shows what moves into it, within it and out of it at once', async () => {
    const { sellerId } = harness.approvedSeller();
    const cheap = await sell(sellerId, 'Mugs', 100);
    const dear = await sell(sellerId, 'Mugs', 900);
    const third = await sell(sellerId, 'Mugs', 500);
    const list = `/products?seller=${sellerId}&sort=price-asc&limit=2`;
    const order = async (): Promise<string[]> =>
      (JSON.parse(await read(list)) as { data: { id: string }[] }).data.map(({ id }) => id);
    expect(await order()).toEqual([cheap.product, third.product]);
    const price = async (offer: Id, amount: number) =>
      harness.send('PATCH', `/offers/${offer}`, { identity: admin, body: { price: brl(amount) } });
    await price(dear.offer, 50);
    expect(await order()).toEqual([dear.product, cheap.product]);
    await price(dear.offer, 150);
    expect(await order()).toEqual([cheap.product, dear.product]);
    await price(dear.offer, 2_000);
    expect(await order()).toEqual([cheap.product, third.product]);
    await harness.send('PATCH', `/offers/${cheap.offer}`, { identity: admin, body: { state: 'inactive' } });
    expect(await order()).toEqual([third.product, dear.product]);
  });
});
