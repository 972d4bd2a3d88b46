import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId, type Id } from '@souk/kernel';
import type { Identity } from '@souk/platform/context';
import { testContext, testIdentity } from '@souk/platform/testing';
import { admin, importRow, startHarness, textAt, type Harness } from '../../../test/harness.ts';

const ctx = testContext();
let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.stop());

const brl = (amount: number) => ({ amount, currency: 'BRL' });

/** A product with two variants that nobody offers yet. */
async function product(): Promise<{ id: Id; variants: [Id, Id] }> {
  const sku = newId('variant').slice(-12);
  const variants = ['S', 'M'].map((value) => ({
    sku: `${sku}-${value}`,
    options: [{ name: 'size', value }],
    weightGrams: 10,
  }));
  const made = await harness.send('POST', '/products', {
    identity: admin,
    body: { title: 'Shirt', variants },
  });
  const ids = [0, 1].map((index) => textAt(made.body, 'variants', index, 'id'));
  return { id: textAt(made.body, 'id'), variants: [ids[0] ?? '', ids[1] ?? ''] };
}
const offer = (identity: Identity, variantId: Id, amount: number, over: object = {}) =>
  harness.send('POST', '/offers', { identity, body: { variantId, price: brl(amount), ...over } });
const listing = (id: Id) =>
  harness.catalog.store.products.findOne({ _id: id }, { projection: { minPrice: 1, sellerIds: 1 } });

describe('offers', () => {
  it('list the product at its lowest price and are told of', async () => {
    const [a, b] = [harness.approvedSeller(), harness.approvedSeller()];
    const { id, variants } = await product();
    const made = await offer(a.staff, variants[0], 900);
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      sellerId: a.sellerId,
      price: brl(900),
      state: 'active',
      buyable: true,
      version: 1,
    });
    await offer(b.staff, variants[0], 700);
    expect(await listing(id)).toMatchObject({
      minPrice: 700n,
      sellerIds: [a.sellerId, b.sellerId].toSorted(),
    });
    const page = await harness.send('GET', `/products/${id}`);
    expect(page.body).toMatchObject({
      variants: [
        { offers: [{ price: brl(700), sellerName: 'Casa Barro' }, { price: brl(900) }] },
        { offers: [] },
      ],
    });
    expect((await harness.events(id)).map((event) => event.type)).toEqual([
      'ProductCreated',
      'OfferCreated',
      'OfferCreated',
    ]);
  });

  it('are one for each variant and seller', async () => {
    const { staff } = harness.approvedSeller();
    const { variants } = await product();
    const first = await offer(staff, variants[0], 900);
    const again = await offer(staff, variants[0], 800);
    expect(again.body).toMatchObject({
      status: 409,
      code: 'offer-exists',
      details: { offerId: textAt(first.body, 'id') },
    });
    const both = await Promise.all([offer(staff, variants[1], 1), offer(staff, variants[1], 2)]);
    expect(both.map((reply) => reply.status).toSorted()).toEqual([201, 409]);
  });

  it('name an existing variant, seller and currency', async () => {
    const { staff, sellerId } = harness.approvedSeller();
    const { variants } = await product();
    expect((await offer(staff, newId('variant'), 1)).body).toMatchObject({
      status: 422,
      errors: [{ pointer: '/variantId' }],
    });
    for (const over of [{}, { sellerId: newId('seller') }]) {
      expect((await offer(admin, variants[0], 1, over)).body).toMatchObject({
        status: 422,
        errors: [{ pointer: '/sellerId' }],
      });
    }
    const euro = { price: { amount: 1, currency: 'EUR' } };
    expect((await offer(staff, variants[0], 1, euro)).body).toMatchObject({
      status: 422,
      errors: [{ pointer: '/price/currency', rule: 'currency' }],
    });
    expect((await offer(admin, variants[0], 1, { sellerId })).status).toBe(201);
  });

  it('are told to carts as they were last written, however often they were asked for before', async () => {
    const { staff } = harness.approvedSeller();
    const { variants } = await product();
    const offerId = textAt((await offer(staff, variants[0], 900)).body, 'id');
    const told = async () => {
      const [first] = (await harness.port.getOffers(ctx, { offerIds: [offerId] })).offers;
      return { amount: first?.price?.amount, active: first?.active };
    };
    const patch = (body: object) => harness.send('PATCH', `/offers/${offerId}`, { identity: staff, body });
    expect(await told()).toEqual({ amount: 900n, active: true });
    await patch({ price: brl(500) });
    expect(await told()).toEqual({ amount: 500n, active: true });
    await patch({ state: 'inactive' });
    expect(await told()).toEqual({ amount: 500n, active: false });
  });

  it('change price and state by their seller, each change told and audited', async () => {
    const { staff } = harness.approvedSeller();
    const { id, variants } = await product();
    const offerId = textAt((await offer(staff, variants[0], 900)).body, 'id');
    const patch = (body: object, identity: Identity = staff, headers = {}) =>
      harness.send('PATCH', `/offers/${offerId}`, { identity, headers, body });
    const cheaper = await patch({ price: brl(500) }, staff, { 'if-match': '"1"' });
    expect(cheaper.body).toMatchObject({ price: brl(500), version: 2 });
    expect(await listing(id)).toMatchObject({ minPrice: 500n });
    expect((await patch({ price: brl(400) }, staff, { 'if-match': '"1"' })).status).toBe(412);
    expect((await patch({ price: brl(500) })).body).toMatchObject({ version: 2 });
    expect((await patch({ price: brl(1) }, harness.approvedSeller().staff)).status).toBe(404);
    expect((await patch({ state: 'inactive' })).body).toMatchObject({ state: 'inactive', buyable: false });
    expect(await listing(id)).toMatchObject({ minPrice: null, sellerIds: [] });
    expect((await harness.send('GET', `/offers/${offerId}`)).status).toBe(404);
    expect((await harness.send('GET', `/offers/${offerId}`, { identity: staff })).status).toBe(200);
    const types = (await harness.events(id)).map((event) => event.type);
    expect(types.slice(-2)).toEqual(['OfferPriceChanged', 'OfferStateChanged']);
    const changes = await harness.send('GET', `/catalog-changes/${offerId}`, { identity: admin });
    expect(changes.body).toMatchObject({
      data: [{ after: { state: 'inactive' } }, { before: { price: brl(900) } }, {}],
    });
  });

  it('of one product may change at the same time without the list losing any', async () => {
    const { id, variants } = await product();
    const sellers = Array.from({ length: 6 }, () => harness.approvedSeller());
    await Promise.all(sellers.map(({ staff }, index) => offer(staff, variants[0], 100 + index)));
    expect(await listing(id)).toMatchObject({ minPrice: 100n });
    expect((await listing(id))?.sellerIds).toHaveLength(6);
  });

  it('are listed to their seller alone, page by page', async () => {
    const { staff, sellerId } = harness.approvedSeller();
    const { variants } = await product();
    const ids = [
      textAt((await offer(staff, variants[0], 1)).body, 'id'),
      textAt((await offer(staff, variants[1], 2)).body, 'id'),
    ];
    const first = await harness.send('GET', '/offers?limit=1', { identity: staff });
    expect(first.body).toMatchObject({ data: [{ id: ids[0], sellerId }] });
    const next = textAt(first.body, 'next');
    expect(
      (await harness.send('GET', `/offers?limit=1&next=${next}`, { identity: staff })).body,
    ).toMatchObject({
      data: [{ id: ids[1] }],
      next: null,
    });
    const other = await harness.send('GET', `/offers?limit=1&next=${next}`, {
      identity: harness.approvedSeller().staff,
    });
    expect(other.body).toMatchObject({ status: 422, code: 'cursor-mismatch' });
    const byAdmin = await harness.send('GET', `/offers?sellerId=${sellerId}`, { identity: admin });
    expect((byAdmin.body as { data: unknown[] }).data).toHaveLength(2);
    const stranger = await harness.send('GET', `/offers?sellerId=${sellerId}`, {
      identity: harness.approvedSeller().staff,
    });
    expect(stranger.body).toEqual({ data: [], next: null });
    expect((await harness.send('GET', '/offers', { identity: testIdentity(['customer']) })).status).toBe(403);
  });
});

describe('a seller’s state', () => {
  it('unlists and lists what the seller offers; the same event again changes nothing', async () => {
    const { sellerId } = harness.approvedSeller();
    const rows = Array.from({ length: 5 }, () => importRow(sellerId));
    const reply = await harness.send('POST', '/product-imports', { identity: admin, body: { rows } });
    const offerIds = rows.map((_row, index) => textAt(reply.body, 'data', index, 'offerId'));
    const actives = async () =>
      (await harness.port.getOffers(ctx, { offerIds })).offers.filter((each) => each.active).length;
    const listed = async () => {
      const list = await harness.send('GET', `/products?seller=${sellerId}`);
      return (list.body as { data: unknown[] }).data.length;
    };
    expect([await actives(), await listed()]).toEqual([5, 5]);
    const suspended = await harness.tell('SellerSuspended', sellerId);
    expect([await actives(), await listed()]).toEqual([0, 0]);
    await harness.tell('SellerApproved', sellerId);
    expect([await actives(), await listed()]).toEqual([5, 5]);
    await harness.tell('SellerSuspended', sellerId, suspended);
    expect([await actives(), await listed()]).toEqual([5, 5]);
  });

  it('is asked of the sellers service once, when no event has come yet', async () => {
    const { staff } = harness.approvedSeller();
    const { variants } = await product();
    const before = harness.asked();
    await offer(staff, variants[0], 1);
    await offer(staff, variants[1], 1);
    expect(harness.asked() - before).toBe(1);
  });
});
