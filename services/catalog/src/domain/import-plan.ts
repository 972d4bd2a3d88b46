import type { FieldError, Id, Money } from '@souk/kernel';
import type { Category } from './category.ts';
import { copiedFields, type Offer } from './offer.ts';
import { variantFault, withVariant, type Option, type Product, type Variant } from './product.ts';

/** A line of a supplier's list: one variant of one product as one seller offers it. */
export type ImportRow = {
  /**
   * The importer's own name for the product, or the id of one that was not imported; rows of the same reference are
   * variants or offers of one product.
   */
  readonly reference: string;
  readonly sellerId: Id;
  readonly title: string;
  /** Null: as it is. */
  readonly description: string | null;
  /** Key of the category; null: as it is. */
  readonly categoryKey: string | null;
  readonly sku: string;
  readonly options: readonly Option[];
  readonly weightGrams: number;
  readonly price: Money;
};

export type RowResult = {
  readonly reference: string;
  readonly result: 'created' | 'updated' | 'unchanged' | 'refused';
  readonly productId: Id | null;
  readonly variantId: Id | null;
  readonly offerId: Id | null;
  readonly errors: readonly FieldError[];
};

/** What is there already of all that the rows name. */
export type Known = {
  readonly products: readonly Product[];
  /** All offers of these products. */
  readonly offers: readonly Offer[];
  readonly categories: ReadonlyMap<string, Category>;
  readonly sellers: ReadonlyMap<Id, { readonly active: boolean }>;
};

/** Makes new records; ids and times come from outside. */
export type Makers = {
  product(fields: Pick<Product, 'title' | 'description' | 'categoryPath' | 'reference'>): Product;
  variantId(): Id;
  offer(
    product: Product,
    variant: Variant,
    fields: Pick<Offer, 'sellerId' | 'sellerActive' | 'price'>,
  ): Offer;
  now(): Date;
};

/** Everything after the rows, and what became of each. */
export type ImportPlan = {
  readonly results: readonly RowResult[];
  /** Every product and offer that is there or new, by id. */
  readonly products: ReadonlyMap<Id, Product>;
  readonly offers: ReadonlyMap<Id, Offer>;
};

type Work = {
  readonly products: Map<Id, Product>;
  readonly offers: Map<Id, Offer>;
  readonly byReference: Map<string, Id>;
  readonly bySku: Map<string, Id>;
  readonly offerOf: Map<string, Id>;
};

/** Decides what the rows make of what is there. A refused row leaves no trace and does not stop the others. */
export function planImport(rows: readonly ImportRow[], known: Known, make: Makers): ImportPlan {
  const work: Work = {
    products: new Map(),
    offers: new Map(known.offers.map((offer) => [offer.id, offer])),
    byReference: new Map(),
    bySku: new Map(),
    offerOf: new Map(known.offers.map((offer) => [offerKey(offer.variantId, offer.sellerId), offer.id])),
  };
  for (const product of known.products) putProduct(work, product);
  const results = rows.map((row, index) => planRow(row, index, { known, make, work }));
  return { results, products: work.products, offers: work.offers };
}

type Planning = { readonly known: Known; readonly make: Makers; readonly work: Work };

function planRow(row: ImportRow, index: number, planning: Planning): RowResult {
  const { known, make, work } = planning;
  const seller = known.sellers.get(row.sellerId);
  if (seller === undefined)
    return refused(row, fault(index, 'sellerId', 'exists', 'There is no such seller.'));
  const before = work.products.get(work.byReference.get(row.reference) ?? '');
  const described = describe(row, before, planning);
  const earlier = described.variants.find((variant) => variant.sku === row.sku);
  const skuOwner = work.bySku.get(row.sku);
  if (earlier === undefined && skuOwner !== undefined) {
    return refused(row, fault(index, 'sku', 'sku-taken', 'Another product has this SKU.'));
  }
  const variant = variantOf(row, earlier, make);
  const variants = earlier === variant ? described.variants : withVariant(described.variants, variant);
  const broken = variantFault(variants);
  if (broken !== null)
    return refused(row, fault(index, 'options', broken, 'It does not go with the other variants.'));
  const touched = before !== undefined && (described !== before || variants !== described.variants);
  const product = {
    ...described,
    variants,
    ...(touched ? { version: before.version + 1, updatedAt: make.now() } : {}),
  };
  if (before === undefined || touched) putProduct(work, product);
  return planOffer(row, { product, variant, touched, seller }, planning);
}

function planOffer(
  row: ImportRow,
  at: { product: Product; variant: Variant; touched: boolean; seller: { readonly active: boolean } },
  { make, work }: Planning,
): RowResult {
  const { product, variant } = at;
  if (at.touched) refreshCopies(product, work, make.now());
  const before = work.offers.get(work.offerOf.get(offerKey(variant.id, row.sellerId)) ?? '');
  const ids = { reference: row.reference, productId: product.id, variantId: variant.id, errors: [] };
  if (before === undefined) {
    const { sellerId, price } = row;
    const offer = make.offer(product, variant, { sellerId, sellerActive: at.seller.active, price });
    work.offers.set(offer.id, offer);
    work.offerOf.set(offerKey(variant.id, sellerId), offer.id);
    return { ...ids, result: 'created', offerId: offer.id };
  }
  const repriced = before.price.amount !== row.price.amount;
  if (repriced) {
    const version = before.version + 1;
    work.offers.set(before.id, { ...before, price: row.price, version, updatedAt: make.now() });
  }
  return { ...ids, result: repriced || at.touched ? 'updated' : 'unchanged', offerId: before.id };
}

/** The product as the row describes it, but for its variants; the same object when nothing differs. */
function describe(row: ImportRow, before: Product | undefined, { known, make }: Planning): Product {
  const category = row.categoryKey === null ? undefined : known.categories.get(row.categoryKey);
  if (before === undefined) {
    const { title, reference } = row;
    const categoryPath = category?.path ?? [];
    const made = make.product({ title, description: row.description ?? '', categoryPath, reference });
    return { ...made, variants: [] };
  }
  const description = row.description ?? before.description;
  const categoryPath = category?.path ?? before.categoryPath;
  const same =
    row.title === before.title &&
    description === before.description &&
    categoryPath.at(-1) === before.categoryPath.at(-1);
  return same ? before : { ...before, title: row.title, description, categoryPath };
}

/** The variant as the row describes it; the same object when nothing differs. */
function variantOf(row: ImportRow, before: Variant | undefined, make: Makers): Variant {
  const { sku, options, weightGrams } = row;
  if (before === undefined) return { id: make.variantId(), sku, options, weightGrams };
  const same =
    before.weightGrams === weightGrams && JSON.stringify(before.options) === JSON.stringify(options);
  return same ? before : { ...before, options, weightGrams };
}

/** Brings what the product's offers copy of it up to date. */
function refreshCopies(product: Product, work: Work, now: Date): void {
  for (const variant of product.variants) {
    const copies = copiedFields(product, variant);
    for (const offer of work.offers.values()) {
      if (offer.variantId !== variant.id) continue;
      const differs = (Object.keys(copies) as (keyof typeof copies)[]).some(
        (field) => copies[field] !== offer[field],
      );
      if (differs) work.offers.set(offer.id, { ...offer, ...copies, updatedAt: now });
    }
  }
}

function putProduct(work: Work, product: Product): void {
  work.products.set(product.id, product);
  work.byReference.set(product.reference ?? product.id, product.id);
  for (const variant of product.variants) work.bySku.set(variant.sku, product.id);
}

function offerKey(variantId: Id, sellerId: Id): string {
  return `${variantId}|${sellerId}`;
}

function refused({ reference }: ImportRow, error: FieldError): RowResult {
  return { reference, result: 'refused', productId: null, variantId: null, offerId: null, errors: [error] };
}

function fault(index: number, field: string, rule: string, message: string): FieldError {
  return { pointer: `/rows/${index}/${field}`, rule, message };
}
