import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@souk/kernel';
import { admin, importRow, startHarness, textAt, type Harness } from '../../../test/harness.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.stop());

const send = (rows: object[], headers = {}) =>
  harness.send('POST', '/product-imports', { identity: admin, headers, body: { rows } });

describe('importing products', () => {
  it('makes categories, products, variants and offers, and tells of them', async () => {
    const { sellerId } = harness.approvedSeller();
    const row = importRow(sellerId, { category: ['Bath', 'Towels'] });
    const reply = await send([row]);
    expect(reply.status).toBe(200);
    expect(reply.body).toMatchObject({
      data: [{ reference: row['reference'], outcome: 'created', errors: [] }],
    });
    const productId = textAt(reply.body, 'data', 0, 'productId');
    const page = await harness.send('GET', `/products/${productId}`);
    expect(page.body).toMatchObject({
      title: row['title'],
      categories: [{ name: 'Bath' }, { name: 'Towels' }],
      variants: [{ sku: row['sku'], offers: [{ sellerId, price: { amount: 1000, currency: 'BRL' } }] }],
    });
    expect((await harness.events(productId)).map((event) => event.type)).toEqual([
      'ProductCreated',
      'OfferCreated',
    ]);
  });

  it('can be sent again without doubling anything', async () => {
    const { sellerId } = harness.approvedSeller();
    const rows = Array.from({ length: 20 }, () => importRow(sellerId));
    const first = await send(rows);
    const counts = async () => [
      await harness.catalog.store.products.countDocuments({}),
      await harness.catalog.store.offers.countDocuments({}),
      (await harness.service.outbox?.unpublished(100_000))?.length,
    ];
    const before = await counts();
    const again = await send(rows);
    expect(await counts()).toEqual(before);
    const ids = (body: unknown) => (body as { data: { offerId: string }[] }).data.map((each) => each.offerId);
    expect(ids(again.body)).toEqual(ids(first.body));
    expect(again.body).toMatchObject({ data: [{ outcome: 'unchanged' }, ...rows.slice(1).map(() => ({}))] });
  });

  it('changes what differs', async () => {
    const { sellerId } = harness.approvedSeller();
    const row = importRow(sellerId);
    const first = await send([row]);
    const changed = await send([{ ...row, price: { amount: 1, currency: 'BRL' }, title: 'Beaker' }]);
    expect(changed.body).toMatchObject({
      data: [{ outcome: 'updated', offerId: textAt(first.body, 'data', 0, 'offerId') }],
    });
    const productId = textAt(first.body, 'data', 0, 'productId');
    expect((await harness.send('GET', `/products/${productId}`)).body).toMatchObject({
      title: 'Beaker',
      variants: [{ offers: [{ price: { amount: 1 } }] }],
    });
    const types = (await harness.events(productId)).map((event) => event.type);
    expect(types.toSorted()).toEqual([
      'OfferCreated',
      'OfferPriceChanged',
      'ProductChanged',
      'ProductCreated',
    ]);
  });

  it('adds a second seller’s offer to the product', async () => {
    const [a, b] = [harness.approvedSeller(), harness.approvedSeller()];
    const row = importRow(a.sellerId);
    await send([row]);
    const reply = await send([{ ...row, sellerId: b.sellerId, price: { amount: 900, currency: 'BRL' } }]);
    const stored = await harness.catalog.store.products.findOne({
      _id: textAt(reply.body, 'data', 0, 'productId'),
    });
    expect(stored).toMatchObject({ minPrice: 900n, sellerIds: [a.sellerId, b.sellerId].toSorted() });
  });

  it('refuses single rows by their meaning and the whole by its form', async () => {
    const { sellerId } = harness.approvedSeller();
    const good = importRow(sellerId);
    const reply = await send([importRow(newId('seller')), good, importRow(sellerId, { sku: good['sku'] })]);
    expect(reply.body).toMatchObject({
      data: [
        { outcome: 'refused', errors: [{ pointer: '/rows/0/sellerId', rule: 'exists' }] },
        { outcome: 'created' },
        { outcome: 'refused', errors: [{ pointer: '/rows/2/sku', rule: 'sku-taken' }] },
      ],
    });
    const wrong = await send([good, importRow(sellerId, { weightGrams: -1 })]);
    expect(wrong.body).toMatchObject({ status: 422, errors: [{ pointer: '/rows/1/weightGrams' }] });
    const euro = await send([good, importRow(sellerId, { price: { amount: 1, currency: 'EUR' } })]);
    expect(euro.body).toMatchObject({
      status: 422,
      errors: [{ pointer: '/rows/1/price/currency', rule: 'currency' }],
    });
  });

  it('of the same new category at once makes it once', async () => {
    const { sellerId } = harness.approvedSeller();
    const replies = await Promise.all(
      Array.from({ length: 4 }, () => send([importRow(sellerId, { category: ['Pets', 'Cats', 'Bowls'] })])),
    );
    expect(replies.map((reply) => reply.status)).toEqual([200, 200, 200, 200]);
    expect(
      await harness.catalog.store.categories.countDocuments({ pathKey: { $gte: 'pets', $lt: 'petsz' } }),
    ).toBe(3);
  });

  it('makes products that nobody offers, which are not listed', async () => {
    const { sellerId: _, price: __, ...row } = importRow(newId('seller'));
    const reply = await send([row]);
    expect(reply.body).toMatchObject({ data: [{ outcome: 'created', offerId: null }] });
    const productId = textAt(reply.body, 'data', 0, 'productId');
    const stored = await harness.catalog.store.products.findOne({ _id: productId });
    expect(stored).toMatchObject({ facets: [], sellerIds: [] });
    expect((await harness.events(productId)).map((event) => event.type)).toEqual(['ProductCreated']);
    expect((await send([row])).body).toMatchObject({ data: [{ outcome: 'unchanged' }] });
  });

  it('finds sellers by their references', async () => {
    const { sellerId } = harness.approvedSeller();
    const { sellerId: _, ...row } = importRow(sellerId);
    const { sellerId: __, ...other } = importRow(sellerId);
    const reply = await send([
      { ...row, sellerReference: `ref-${sellerId}` },
      { ...other, sellerReference: 'x' },
    ]);
    expect(reply.body).toMatchObject({
      data: [
        { outcome: 'created', errors: [] },
        { outcome: 'refused', errors: [{ pointer: '/rows/1/sellerReference', rule: 'exists' }] },
      ],
    });
  });

  it.each([
    ['a price without a seller', { sellerId: undefined }],
    ['a seller without a price', { price: undefined }],
    ['a seller who is named twice', { sellerReference: 'casa' }],
  ])('points at %s', async (_name, over) => {
    const { sellerId } = harness.approvedSeller();
    const reply = await send([importRow(sellerId), importRow(sellerId, over)]);
    expect(reply.body).toMatchObject({
      status: 422,
      errors: [{ pointer: '/rows/1/price', rule: 'offer-whole' }],
    });
  });
});
