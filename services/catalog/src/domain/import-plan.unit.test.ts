import { describe, expect, it } from '@jest/globals';
import { money, newId } from '@souk/kernel';
import { newCategory } from './category.ts';
import {
  planImport,
  type ImportPlan,
  type ImportRow,
  type Known,
  type Makers,
  type OfferPart,
  type ProductPart,
} from './import-plan.ts';
import { copiedFields } from './offer.ts';

const now = new Date('2026-01-01T00:00:00Z');
const seller = newId('seller');
const other = newId('seller');
const kitchen = newCategory(newId('category'), 'Kitchen', null, now);

const make: Makers = {
  product: (fields) => ({
    id: newId('product'),
    slug: newId('product'),
    ...fields,
    ownerId: null,
    variants: [],
    state: 'active',
    version: 1,
    createdAt: now,
    updatedAt: now,
    deletedAt: null,
  }),
  variantId: () => newId('variant'),
  offer: (product, variant, fields) => ({
    id: newId('offer'),
    productId: product.id,
    variantId: variant.id,
    ...fields,
    ...copiedFields(product, variant),
    version: 1,
    createdAt: now,
    updatedAt: now,
  }),
  now: () => now,
};

type Fields = Omit<ProductPart & OfferPart & ImportRow, 'product' | 'offer'>;

const row = (over: Partial<Fields> = {}): ImportRow => {
  const { sku, sellerId, price, state, ...product }: Omit<Fields, 'sellerField'> = {
    reference: 'CUP',
    sellerId: seller,
    title: 'Cup',
    description: null,
    categoryKey: 'kitchen',
    sku: 'CUP-1',
    options: [],
    weightGrams: 200,
    price: money(1000n, 'BRL'),
    state: null,
    ...over,
  };
  return { sku, product, offer: { sellerId, sellerField: 'sellerId', price, state } };
};
const productOnly = (over: Partial<Fields> = {}): ImportRow => ({ ...row(over), offer: null });
const offerOnly = (over: Partial<Fields> = {}): ImportRow => ({ ...row(over), product: null });

const known = (plan?: ImportPlan): Known => ({
  products: [...(plan?.products.values() ?? [])],
  offers: [...(plan?.offers.values() ?? [])],
  categories: new Map([['kitchen', kitchen]]),
  sellers: new Map([
    [seller, { id: seller, active: true }],
    [other, { id: other, active: false }],
  ]),
});

describe('an import', () => {
  it('makes product, variant and offer', () => {
    const plan = planImport([row()], known(), make);
    expect(plan.outcomes).toMatchObject([{ outcome: 'created', errors: [] }]);
    const [product] = plan.products.values();
    expect(product).toMatchObject({ title: 'Cup', reference: 'CUP', categoryPath: [kitchen.id] });
    const [offer] = plan.offers.values();
    expect(offer).toMatchObject({
      sellerId: seller,
      price: money(1000n, 'BRL'),
      sku: 'CUP-1',
      sellerActive: true,
    });
  });

  it('of the same rows again changes nothing', () => {
    const rows = [row(), row({ reference: 'POT', sku: 'POT-1' }), row({ sellerId: other })];
    const first = planImport(rows, known(), make);
    const again = planImport(rows, known(first), make);
    expect(again.outcomes.map((each) => each.outcome)).toEqual(['unchanged', 'unchanged', 'unchanged']);
    expect([...again.offers.values()]).toEqual([...first.offers.values()]);
    expect([...again.products.values()]).toEqual([...first.products.values()]);
    expect(again.outcomes.map((each) => each.offerId)).toEqual(first.outcomes.map((each) => each.offerId));
  });

  it('makes variants and offers of one product from several rows', () => {
    const red = { sku: 'CUP-R', options: [{ name: 'colour', value: 'red' }] };
    const blue = row({ sku: 'CUP-B', options: [{ name: 'colour', value: 'blue' }] });
    const plan = planImport([row(red), blue, row({ ...red, sellerId: other })], known(), make);
    expect(plan.products.size).toBe(1);
    const [product] = plan.products.values();
    expect(product?.variants.map((variant) => variant.sku)).toEqual(['CUP-R', 'CUP-B']);
    expect([...plan.offers.values()].map((offer) => [offer.title, offer.sellerActive])).toEqual([
      ['Cup (red)', true],
      ['Cup (blue)', true],
      ['Cup (red)', false],
    ]);
  });

  it('changes prices and names, in the offers’ copies too', () => {
    const first = planImport([row()], known(), make);
    const plan = planImport(
      [row({ title: 'Mug', weightGrams: 300, price: money(900n, 'BRL') })],
      known(first),
      make,
    );
    expect(plan.outcomes[0]?.outcome).toBe('updated');
    const [offer] = plan.offers.values();
    expect(offer).toMatchObject({ title: 'Mug', weightGrams: 300, price: money(900n, 'BRL'), version: 2 });
    expect([...plan.products.values()][0]).toMatchObject({ title: 'Mug', version: 2 });
  });

  it('keeps what a row does not say', () => {
    const first = planImport([row({ description: 'Blue rim' })], known(), make);
    const again = planImport([row({ categoryKey: null })], known(first), make);
    expect(again.outcomes[0]?.outcome).toBe('unchanged');
    expect([...again.products.values()][0]).toMatchObject({
      description: 'Blue rim',
      categoryPath: [kitchen.id],
    });
  });

  it('takes the id of a product that was not imported for its reference', () => {
    const [product] = planImport([row()], known(), make).products.values();
    if (product === undefined) throw new TypeError('one product expected');
    const there = { ...known(), products: [{ ...product, reference: null }] };
    const plan = planImport([row({ reference: product.id })], there, make);
    expect(plan.outcomes).toMatchObject([{ outcome: 'created', productId: product.id }]);
    expect(plan.products.size).toBe(1);
  });

  it('refuses a wrong row, names its field, and goes on', () => {
    const rows = [
      row({ sellerId: newId('seller') }),
      row(),
      row({ reference: 'POT', sku: 'CUP-1' }),
      row({ sku: 'CUP-2' }),
      row({ reference: 'PAN', sku: 'PAN-1' }),
    ];
    const plan = planImport(rows, known(), make);
    expect(plan.outcomes.map((each) => each.outcome)).toEqual([
      'refused',
      'created',
      'refused',
      'refused',
      'created',
    ]);
    expect(plan.outcomes.flatMap((each) => each.errors.map(({ pointer, rule }) => [pointer, rule]))).toEqual([
      ['/rows/0/sellerId', 'exists'],
      ['/rows/2/sku', 'sku-taken'],
      ['/rows/3/options', 'variant-options'],
    ]);
    expect(plan.products.size).toBe(2);
    expect(plan.offers.size).toBe(2);
  });

  it('makes a product that nobody offers yet, and says when nothing differs', () => {
    const first = planImport([productOnly()], known(), make);
    expect(first.outcomes).toMatchObject([{ outcome: 'created', offerId: null }]);
    expect(first.offers.size).toBe(0);
    const rows = [
      productOnly(),
      productOnly({ title: 'Mug' }),
      productOnly({ reference: 'POT', sku: 'POT-1' }),
    ];
    const again = planImport(rows, known(first), make);
    expect(again.outcomes.map((each) => each.outcome)).toEqual(['unchanged', 'updated', 'created']);
  });

  it('makes offers of products that are there, by their SKUs', () => {
    const first = planImport([productOnly()], known(), make);
    const rows = [offerOnly(), offerOnly({ sellerId: other, state: 'inactive' })];
    const second = planImport(rows, known(first), make);
    expect(second.outcomes.map((each) => each.outcome)).toEqual(['created', 'created']);
    expect([...second.offers.values()].map((offer) => [offer.title, offer.state])).toEqual([
      ['Cup', 'active'],
      ['Cup', 'inactive'],
    ]);
    const dearer = { price: money(1100n, 'BRL') };
    const third = planImport([offerOnly({ sellerId: other }), offerOnly(dearer)], known(second), make);
    expect(third.outcomes.map((each) => each.outcome)).toEqual(['unchanged', 'updated']);
    expect([...third.products.values()]).toEqual([...second.products.values()]);
  });

  it('refuses an offer of a SKU or by a seller that nobody knows', () => {
    const first = planImport([productOnly()], known(), make);
    const unknown = { ...offerOnly(), offer: { ...row().offer, sellerId: null } as OfferPart };
    const plan = planImport([offerOnly({ sku: 'NONE' }), unknown], known(first), make);
    expect(plan.outcomes.flatMap((each) => each.errors.map((error) => error.pointer))).toEqual([
      '/rows/0/sku',
      '/rows/1/sellerId',
    ]);
    expect(plan.offers.size).toBe(0);
  });
});
