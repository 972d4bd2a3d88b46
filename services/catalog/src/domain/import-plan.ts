import type { FieldError, Id, Money } from '@souk/kernel';
import type { Category } from './category.ts';
import { copiedFields, type Offer } from './offer.ts';
import { variantFault, withVariant, type Option, type Product, type Variant } from './product.ts';

/** What an import says of a product and of one of its variants. */
export type ProductPart = {
  /**
   * The importer's own name for the product, or the id of one that was not imported; rows of the same reference are
   * variants or offers of one product.
   */
  readonly reference: string;
  readonly title: string;
  /** Null: as it is. */
  readonly description: string | null;
  /** Key of the category; null: as it is. */
  readonly categoryKey: string | null;
  readonly options: readonly Option[];
  readonly weightGrams: number;
};

/** What an import says of a seller's offer of the variant. */
export type OfferPart = {
  /** Null: nobody has the name that the row gives. */
  readonly sellerId: Id | null;
  /** The row's field that names the seller. */
  readonly sellerField: 'sellerId' | 'sellerReference';
  readonly price: Money;
  /** Null: as it is; a new one is active. */
  readonly state: Offer['state'] | null;
};

/**
 * A line of a supplier's list: a variant of a product, an offer of it, or both at once. Without the product's part the
 * SKU says which variant is offered.
 */
export type ImportRow = {
  readonly sku: string;
  readonly product: ProductPart | null;
  readonly offer: OfferPart | null;
};

export type RowOutcome = {
  readonly outcome: 'created' | 'updated' | 'unchanged' | 'refused';
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
  readonly sellers: ReadonlyMap<Id, { readonly id: Id; readonly active: boolean }>;
};

/** Makes new records; ids and times come from outside. */
export type Makers = {
  product(fields: Pick<Product, 'title' | 'description' | 'categoryPath' | 'reference'>): Product;
  variantId(): Id;
  offer(
    product: Product,
    variant: Variant,
    fields: Pick<Offer, 'sellerId' | 'sellerActive' | 'price' | 'state'>,
  ): Offer;
  now(): Date;
};

/** Everything after the rows, and what became of each. */
export type ImportPlan = {
  readonly outcomes: readonly RowOutcome[];
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
  const outcomes = rows.map((row, index) => planRow(row, index, { known, make, work }));
  return { outcomes, products: work.products, offers: work.offers };
}

type Planning = { readonly known: Known; readonly make: Makers; readonly work: Work };

/** The variant that a row is about, and what the row has made of it. */
type Placed = {
  readonly product: Product;
  readonly variant: Variant;
  readonly change: 'created' | 'updated' | 'unchanged';
};

function planRow(row: ImportRow, index: number, planning: Planning): RowOutcome {
  const { known, make, work } = planning;
  const seller = row.offer === null ? null : known.sellers.get(row.offer.sellerId ?? '');
  if (seller === undefined)
    return refused(fault(index, row.offer?.sellerField ?? '', 'exists', 'There is no such seller.'));
  const placed =
    row.product === null
      ? findVariant(row.sku, index, work)
      : placeVariant(row.sku, row.product, index, planning);
  if ('pointer' in placed) return refused(placed);
  const { product, variant, change } = placed;
  if (change !== 'unchanged') refreshCopies(product, work, make.now());
  const { id: offerId, change: offerChange } =
    row.offer === null || seller === null
      ? { id: null, change }
      : planOffer(placed, { ...row.offer, sellerId: seller.id, sellerActive: seller.active }, planning);
  const outcome = offerChange === 'unchanged' && change !== 'unchanged' ? 'updated' : offerChange;
  return { outcome, productId: product.id, variantId: variant.id, offerId, errors: [] };
}

function findVariant(sku: string, index: number, work: Work): Placed | FieldError {
  const product = work.products.get(work.bySku.get(sku) ?? '');
  const variant = product?.variants.find((each) => each.sku === sku);
  if (product === undefined || variant === undefined)
    return fault(index, 'sku', 'exists', 'There is no product with this SKU.');
  return { product, variant, change: 'unchanged' };
}

function placeVariant(
  sku: string,
  part: ProductPart,
  index: number,
  planning: Planning,
): Placed | FieldError {
  const { make, work } = planning;
  const before = work.products.get(work.byReference.get(part.reference) ?? '');
  const described = describe(part, before, planning);
  const earlier = described.variants.find((variant) => variant.sku === sku);
  if (earlier === undefined && work.bySku.has(sku))
    return fault(index, 'sku', 'sku-taken', 'Another product has this SKU.');
  const variant = variantOf(sku, part, earlier, make);
  if (described === before && variant === earlier) return { product: before, variant, change: 'unchanged' };
  const variants = earlier === variant ? described.variants : withVariant(described.variants, variant);
  const broken = variantFault(variants);
  if (broken !== null) return fault(index, 'options', broken, 'It does not go with the other variants.');
  const next = before === undefined ? {} : { version: before.version + 1, updatedAt: make.now() };
  const product = { ...described, variants, ...next };
  putProduct(work, product);
  return { product, variant, change: earlier === undefined ? 'created' : 'updated' };
}

function planOffer(
  { product, variant }: Placed,
  fields: Omit<OfferPart, 'sellerId'> & { readonly sellerId: Id; readonly sellerActive: boolean },
  { make, work }: Planning,
): { readonly id: Id; readonly change: 'created' | 'updated' | 'unchanged' } {
  const { sellerId, sellerActive, price } = fields;
  const before = work.offers.get(work.offerOf.get(offerKey(variant.id, sellerId)) ?? '');
  if (before === undefined) {
    const state = fields.state ?? 'active';
    const offer = make.offer(product, variant, { sellerId, sellerActive, price, state });
    work.offers.set(offer.id, offer);
    work.offerOf.set(offerKey(variant.id, sellerId), offer.id);
    return { id: offer.id, change: 'created' };
  }
  const state = fields.state ?? before.state;
  if (before.price.amount === price.amount && before.state === state)
    return { id: before.id, change: 'unchanged' };
  const version = before.version + 1;
  work.offers.set(before.id, { ...before, price, state, version, updatedAt: make.now() });
  return { id: before.id, change: 'updated' };
}

/** The product as the row describes it, but for its variants; the same object when nothing differs. */
function describe(part: ProductPart, before: Product | undefined, { known, make }: Planning): Product {
  const category = part.categoryKey === null ? undefined : known.categories.get(part.categoryKey);
  if (before === undefined) {
    const { title, reference } = part;
    const categoryPath = category?.path ?? [];
    const made = make.product({ title, description: part.description ?? '', categoryPath, reference });
    return { ...made, variants: [] };
  }
  const description = part.description ?? before.description;
  const categoryPath = category?.path ?? before.categoryPath;
  const same =
    part.title === before.title &&
    description === before.description &&
    categoryPath.at(-1) === before.categoryPath.at(-1);
  return same ? before : { ...before, title: part.title, description, categoryPath };
}

/** The variant as the row describes it; the same object when nothing differs. */
function variantOf(
  sku: string,
  { options, weightGrams }: ProductPart,
  before: Variant | undefined,
  make: Makers,
): Variant {
  if (before === undefined) return { id: make.variantId(), sku, options, weightGrams };
  const same =
    before.weightGrams === weightGrams && JSON.stringify(before.options) === JSON.stringify(options);
  return same ? before : { ...before, options, weightGrams };
}

/** Brings what the product's offers copy of it up to date. */
function refreshCopies(product: Product, work: Work, now: Date): void {
  for (const offer of work.offers.values()) {
    const variant =
      offer.productId === product.id
        ? product.variants.find((each) => each.id === offer.variantId)
        : undefined;
    if (variant === undefined) continue;
    const copies = copiedFields(product, variant);
    const differs = (Object.keys(copies) as (keyof typeof copies)[]).some(
      (field) => copies[field] !== offer[field],
    );
    if (differs) work.offers.set(offer.id, { ...offer, ...copies, updatedAt: now });
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

function refused(error: FieldError): RowOutcome {
  return { outcome: 'refused', productId: null, variantId: null, offerId: null, errors: [error] };
}

function fault(index: number, field: string, rule: string, message: string): FieldError {
  return { pointer: `/rows/${index}/${field}`, rule, message };
}
