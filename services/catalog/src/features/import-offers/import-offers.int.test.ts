import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId, type Id } from '@souk/kernel';
import type { Identity } from '@souk/platform/context';
import { testIdentity } from '@souk/platform/testing';
import { admin, importRow, startHarness, textAt, type Harness } from '../../../test/harness.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.stop());

const post = (path: string, rows: object[], identity: Identity = admin) =>
  harness.send('POST', path, { identity, body: { rows } });
const price = (amount: number, currency = 'BRL') => ({ amount, currency });

/** A product that nobody offers yet. */
async function product(): Promise<{ sku: string; productId: Id }> {
  const { sellerId: _, price: __, ...row } = importRow(newId('seller'));
  const reply = await post('/product-imports', [row]);
  return { sku: String(row['sku']), productId: textAt(reply.body, 'data', 0, 'productId') };
}

describe('importing offers', () => {
  it('puts products on sale, tells of it, and changes nothing the second time', async () => {
    const { sku, productId } = await product();
    const [a, b] = [harness.approvedSeller(), harness.approvedSeller()];
    const rows = [
      { sku, sellerId: a.sellerId, price: price(500) },
      { sku, sellerReference: `ref-${b.sellerId}`, price: price(600), state: 'inactive' },
    ];
    const reply = await post('/offer-imports', rows);
    expect(reply.body).toMatchObject({
      data: [
        { sku, outcome: 'created' },
        { sku, outcome: 'created' },
      ],
    });
    const stored = await harness.catalog.store.products.findOne({ _id: productId });
    expect(stored).toMatchObject({ minPrice: 500n, sellerIds: [a.sellerId] });
    const types = (await harness.events(productId)).map((event) => event.type);
    expect(types).toEqual(['ProductCreated', 'OfferCreated', 'OfferCreated']);
    const again = await post('/offer-imports', rows);
    expect(again.body).toMatchObject({ data: [{ outcome: 'unchanged' }, { outcome: 'unchanged' }] });
    expect(await harness.events(productId)).toHaveLength(3);
  });

  it('changes price and state', async () => {
    const { sku, productId } = await product();
    const { sellerId } = harness.approvedSeller();
    await post('/offer-imports', [{ sku, sellerId, price: price(500) }]);
    const changed = await post('/offer-imports', [{ sku, sellerId, price: price(700), state: 'inactive' }]);
    expect(changed.body).toMatchObject({ data: [{ outcome: 'updated' }] });
    const types = (await harness.events(productId)).map((event) => event.type).slice(2);
    expect(types).toEqual(['OfferPriceChanged', 'OfferStateChanged']);
    expect(await harness.catalog.store.products.findOne({ _id: productId })).toMatchObject({ facets: [] });
  });

  it('refuses single rows by their meaning and the whole by its form', async () => {
    const { sku } = await product();
    const { sellerId, staff } = harness.approvedSeller();
    const good = { sku, sellerId, price: price(500) };
    const reply = await post('/offer-imports', [
      { ...good, sku: 'NOWHERE' },
      { ...good, sellerId: newId('seller') },
      good,
    ]);
    expect(reply.body).toMatchObject({
      data: [
        { outcome: 'refused', errors: [{ pointer: '/rows/0/sku', rule: 'exists' }] },
        { outcome: 'refused', errors: [{ pointer: '/rows/1/sellerId', rule: 'exists' }] },
        { outcome: 'created' },
      ],
    });
    const pointers = async (row: object) => (await post('/offer-imports', [good, row])).body;
    expect(await pointers({ sku, price: price(1) })).toMatchObject({
      status: 422,
      errors: [{ pointer: '/rows/1/sellerId', rule: 'one-seller' }],
    });
    expect(await pointers({ ...good, price: price(1, 'EUR') })).toMatchObject({
      status: 422,
      errors: [{ pointer: '/rows/1/price/currency', rule: 'currency' }],
    });
    expect((await post('/offer-imports', [good], staff)).status).toBe(403);
  });
});

describe('the approval of a seller', () => {
  it('leaves nothing to be brought in line when the seller offers nothing yet', async () => {
    const { sellerId } = harness.approvedSeller();
    await harness.tell('SellerApproved', sellerId);
    const stored = await harness.catalog.store.sellers.findOne({ _id: sellerId });
    expect(stored).toMatchObject({ active: true, relisting: false });
    const { sku, productId } = await product();
    await post('/offer-imports', [{ sku, sellerId, price: price(500) }]);
    await harness.tell('SellerSuspended', sellerId);
    expect(await harness.catalog.store.products.findOne({ _id: productId })).toMatchObject({ facets: [] });
  });
});

describe('looking offers up', () => {
  it('finds them by SKU and the seller’s reference', async () => {
    const { sku } = await product();
    const { sellerId } = harness.approvedSeller();
    const made = await post('/offer-imports', [{ sku, sellerId, price: price(500) }]);
    const sellerReference = `ref-${sellerId}`;
    const reply = await post('/offer-look-ups', [
      { sku, sellerReference },
      { sku, sellerReference: 'nobody' },
      { sku: 'NOWHERE', sellerReference },
    ]);
    expect(reply.body).toEqual({
      data: [
        { sku, sellerReference, offerId: textAt(made.body, 'data', 0, 'offerId') },
        { sku, sellerReference: 'nobody', offerId: null },
        { sku: 'NOWHERE', sellerReference, offerId: null },
      ],
    });
    const customer = testIdentity(['customer']);
    expect((await post('/offer-look-ups', [{ sku, sellerReference }], customer)).status).toBe(403);
  });
});
