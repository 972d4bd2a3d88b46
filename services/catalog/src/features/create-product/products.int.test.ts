import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@souk/kernel';
import { testContext, testIdentity } from '@souk/platform/testing';
import { admin, startHarness, textAt, type Harness } from '../../../test/harness.ts';

const ctx = testContext();
let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.stop());

const variant = (sku: string, colour: string) => ({
  sku,
  options: [{ name: 'colour', value: colour }],
  weightGrams: 900,
});
const teapot = (over: object = {}) => {
  const sku = newId('variant').slice(-12);
  return { title: 'Teapot', variants: [variant(`${sku}-1`, 'sand'), variant(`${sku}-2`, 'moss')], ...over };
};
const create = (body: object, identity = admin) => harness.send('POST', '/products', { identity, body });

describe('products', () => {
  it('are made with their variants and told of', async () => {
    const made = await create(teapot({ description: 'Four cups' }));
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      title: 'Teapot',
      description: 'Four cups',
      options: [{ name: 'colour', values: ['sand', 'moss'] }],
      variants: [{ offers: [] }, { offers: [] }],
      version: 1,
    });
    const id = textAt(made.body, 'id');
    const slug = textAt(made.body, 'slug');
    expect(await harness.events(id)).toMatchObject([
      { type: 'ProductCreated', data: { productId: id, slug, title: 'Teapot' } },
    ]);
    for (const address of [id, slug]) {
      expect((await harness.send('GET', `/products/${address}`)).body).toMatchObject({ id });
    }
    const stored = await harness.catalog.store.products.findOne({ _id: id });
    expect(stored).toMatchObject({ facets: [], minPrice: null, state: 'active' });
  });

  it('are refused with a slug or SKU that is taken, an unknown category, variants that do not go together', async () => {
    const first = teapot({ slug: 'the-teapot' });
    await create(first);
    const refusals = [
      [teapot({ slug: 'the-teapot' }), 409, 'slug-taken'],
      [teapot({ variants: first.variants }), 409, 'sku-taken'],
      [teapot({ categoryId: newId('category') }), 422, 'unknown-category'],
      [teapot({ variants: [variant('A-1', 'red'), variant('A-2', 'red')] }), 422, 'variant-options'],
    ] as const;
    for (const [body, status, code] of refusals)
      expect((await create(body)).body).toMatchObject({ status, code });
    const unknown = await create(teapot({ colour: 'red' }));
    expect(unknown.status).toBe(422);
  });

  it('are changed by who made them, with the version that they have seen', async () => {
    const { staff } = harness.approvedSeller();
    const made = await harness.send('POST', '/products', { identity: staff, body: teapot() });
    const path = `/products/${textAt(made.body, 'id')}`;
    const change = {
      headers: { 'if-match': '"1"' },
      body: { title: 'Pot', slug: `pot-${newId('product').slice(-9)}` },
    };
    const changed = await harness.send('PATCH', path, { identity: staff, ...change });
    expect(changed.body).toMatchObject({ title: 'Pot', version: 2 });
    expect((await harness.send('PATCH', path, { identity: staff, ...change })).status).toBe(412);
    const other = harness.approvedSeller().staff;
    expect((await harness.send('PATCH', path, { identity: other, body: { title: 'Mine' } })).status).toBe(
      404,
    );
    expect((await harness.send('PATCH', path, { body: { title: 'Mine' } })).status).toBe(401);
    const buyer = testIdentity(['customer']);
    expect((await harness.send('PATCH', path, { identity: buyer, body: { title: 'Mine' } })).status).toBe(
      403,
    );
    expect((await harness.send('GET', path)).body).toMatchObject({ title: 'Pot' });
  });

  it('carry their name into their offers', async () => {
    const { sellerId, staff } = harness.approvedSeller();
    const made = await create(teapot());
    const body = {
      variantId: textAt(made.body, 'variants', 0, 'id'),
      price: { amount: 500, currency: 'BRL' },
    };
    const offer = await harness.send('POST', '/offers', { identity: staff, body });
    expect(offer.body).toMatchObject({ title: 'Teapot (sand)', sellerId });
    const path = `/products/${textAt(made.body, 'id')}`;
    await harness.send('PATCH', path, { identity: admin, body: { title: 'Urn' } });
    expect((await harness.send('GET', `/offers/${textAt(offer.body, 'id')}`)).body).toMatchObject({
      title: 'Urn (sand)',
    });
    const variantPath = `${path}/variants/${textAt(made.body, 'variants', 0, 'id')}`;
    await harness.send('PATCH', variantPath, { identity: admin, body: { weightGrams: 950 } });
    const { offers } = await harness.port.getOffers(ctx, { offerIds: [textAt(offer.body, 'id')] });
    expect(offers).toMatchObject([{ weightGrams: 950, title: 'Urn (sand)' }]);
  });

  it('gain and lose variants, but not one that is offered, nor the last', async () => {
    const { staff } = harness.approvedSeller();
    const made = await create(teapot());
    const path = `/products/${textAt(made.body, 'id')}/variants`;
    const added = await harness.send('POST', path, {
      identity: admin,
      body: variant(newId('variant').slice(-9), 'slate'),
    });
    expect(added.status).toBe(201);
    const ids = [0, 1, 2].map((index) => textAt(added.body, 'variants', index, 'id'));
    const price = { amount: 500, currency: 'BRL' };
    await harness.send('POST', '/offers', { identity: staff, body: { variantId: ids[0], price } });
    const remove = (index: number) => harness.send('DELETE', `${path}/${ids[index]}`, { identity: admin });
    expect((await remove(0)).body).toMatchObject({ code: 'variant-in-use' });
    expect((await remove(1)).status).toBe(204);
    expect((await remove(1)).body).toMatchObject({ status: 404, code: 'variant-not-found' });
    expect((await remove(2)).status).toBe(204);
  });

  it('disappear with their offers when they are deleted; the record stays', async () => {
    const { staff } = harness.approvedSeller();
    const made = await create(teapot());
    const id = textAt(made.body, 'id');
    const body = {
      variantId: textAt(made.body, 'variants', 0, 'id'),
      price: { amount: 500, currency: 'BRL' },
    };
    const offerId = textAt((await harness.send('POST', '/offers', { identity: staff, body })).body, 'id');
    expect((await harness.send('DELETE', `/products/${id}`, { identity: admin })).status).toBe(204);
    expect((await harness.send('GET', `/products/${id}`)).status).toBe(404);
    const { offers } = await harness.port.getOffers(ctx, { offerIds: [offerId] });
    expect(offers).toMatchObject([{ active: false }]);
    const stored = await harness.catalog.store.products.findOne({ _id: id });
    expect(stored).toMatchObject({ state: 'deleted', facets: [] });
    expect(stored?.deletedAt).toBeInstanceOf(Object);
    expect((await harness.events(id)).map((event) => event.type)).toContain('ProductDeleted');
  });

  it('are made once under one idempotency key', async () => {
    const body = teapot();
    const send = () =>
      harness.send('POST', '/products', {
        identity: admin,
        headers: { 'idempotency-key': 'teapot-1' },
        body,
      });
    const [first, again] = [await send(), await send()];
    expect(again.body).toEqual(first.body);
    expect(await harness.events(textAt(first.body, 'id'))).toHaveLength(1);
  });
});
