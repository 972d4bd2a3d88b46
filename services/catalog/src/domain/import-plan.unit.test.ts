import { describe, expect, it } from '@jest/globals';
import { money, newId } from '@souk/kernel';
import { newCategory } from './category.ts';
import { planImport, type ImportPlan, type ImportRow, type Known, type Makers } from './import-plan.ts';
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
    state: 'active',
    version: 1,
    createdAt: now,
    updatedAt: now,
  }),
  now: () => now,
};

const row = (over: Partial<ImportRow> = {}): ImportRow => ({
  reference: 'CUP',
  sellerId: seller,
  title: 'Cup',
  description: null,
  categoryKey: 'kitchen',
  sku: 'CUP-1',
  options: [],
  weightGrams: 200,
  price: money(1000n, 'BRL'),
  ...over,
});

const known = (plan?: ImportPlan): Known => ({
  products: [...(plan?.products.values() ?? [])],
  offers: [...(plan?.offers.values() ?? [])],
  categories: new Map([['kitchen', kitchen]]),
  sellers: new Map([
    [seller, { active: true }],
    [other, { active: false }],
  ]),
});

describe('an import', () => {
  it('makes product, variant and offer', () => {
    const plan = planImport([row()], known(), make);
    expect(plan.results).toMatchObject([{ reference: 'CUP', result: 'created', errors: [] }]);
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
    expect(again.results.map((each) => each.result)).toEqual(['unchanged', 'unchanged', 'unchanged']);
    expect([...again.offers.values()]).toEqual([...first.offers.values()]);
    expect([...again.products.values()]).toEqual([...first.products.values()]);
    expect(again.results.map((each) => each.offerId)).toEqual(first.results.map((each) => each.offerId));
  });

  it('makes variants and offers of one product from several rows', () => {
    const red = row({ sku: 'CUP-R', options: [{ name: 'colour', value: 'red' }] });
    const blue = row({ sku: 'CUP-B', options: [{ name: 'colour', value: 'blue' }] });
    const plan = planImport([red, blue, { ...red, sellerId: other }], known(), make);
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
    expect(plan.results[0]?.result).toBe('updated');
    const [offer] = plan.offers.values();
    expect(offer).toMatchObject({ title: 'Mug', weightGrams: 300, price: money(900n, 'BRL'), version: 2 });
    expect([...plan.products.values()][0]).toMatchObject({ title: 'Mug', version: 2 });
  });

  it('keeps what a row does not say', () => {
    const first = planImport([row({ description: 'Blue rim' })], known(), make);
    const again = planImport([row({ categoryKey: null })], known(first), make);
    expect(again.results[0]?.result).toBe('unchanged');
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
    expect(plan.results).toMatchObject([{ result: 'created', productId: product.id }]);
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
    expect(plan.results.map((each) => each.result)).toEqual([
      'refused',
      'created',
      'refused',
      'refused',
      'created',
    ]);
    expect(plan.results.flatMap((each) => each.errors.map(({ pointer, rule }) => [pointer, rule]))).toEqual([
      ['/rows/0/sellerId', 'exists'],
      ['/rows/2/sku', 'sku-taken'],
      ['/rows/3/options', 'variant-options'],
    ]);
    expect(plan.products.size).toBe(2);
    expect(plan.offers.size).toBe(2);
  });
});
