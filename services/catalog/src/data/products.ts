import type { Id } from '@souk/kernel';
import type { AdminScope, SellerScope } from '@souk/platform/context';
import { afterCommit } from '@souk/platform/data';
import type { ClientSession } from 'mongoose';
import type { Listing } from '../domain/listing.ts';
import type { Product } from '../domain/product.ts';
import type { ProductDocument } from './models.ts';
import type { Store } from './store.ts';

/** A product with how it is listed. */
export type ListedProduct = { readonly product: Product; readonly listing: Listing };

const ownedBy = (scope: AdminScope | SellerScope) => ('sellerId' in scope ? { ownerId: scope.sellerId } : {});

/** The product that may be changed in this scope, as the transaction sees it; null also when it is deleted. */
export async function findProductToChange(
  store: Store,
  id: Id,
  scope: AdminScope | SellerScope,
  session: ClientSession,
): Promise<ListedProduct | null> {
  const found = await store.products.findOne({ _id: id, state: 'active', ...ownedBy(scope) }, { session });
  return found === null ? null : fromDocument(found);
}

/** Products by their ids or their slugs, for everybody; those that are deleted are left out. */
export async function findPublicProducts(
  store: Store,
  by: { readonly _id: readonly Id[] } | { readonly slug: readonly string[] },
): Promise<Product[]> {
  const keys = '_id' in by ? { _id: { $in: [...by._id] } } : { slug: { $in: [...by.slug] } };
  const found = await store.products.find({ state: 'active', ...keys }).toArray();
  return found.map((document) => fromDocument(document).product);
}

/** The active product that has the variant. */
export async function findProductOfVariant(
  store: Store,
  variantId: Id,
  session: ClientSession,
): Promise<ListedProduct | null> {
  const found = await store.products.findOne({ 'variants.id': variantId, state: 'active' }, { session });
  return found === null ? null : fromDocument(found);
}

/** Products by their ids, in any order, for the system's own upkeep. */
export async function findProducts(
  store: Store,
  ids: readonly Id[],
  session: ClientSession,
): Promise<ListedProduct[]> {
  const found = await store.products.find({ _id: { $in: [...ids] } }, { session }).toArray();
  return found.map(fromDocument);
}

/** Active products that an import names, by reference or by one of their SKUs. */
export async function findForImport(
  store: Store,
  { references, skus }: { references: readonly string[]; skus: readonly string[] },
  session: ClientSession,
): Promise<ListedProduct[]> {
  const byReference = await store.products
    .find({ reference: { $in: [...references] }, state: 'active' }, { session })
    .toArray();
  const bySku = await store.products
    .find({ 'variants.sku': { $in: [...skus] }, state: 'active' }, { session })
    .toArray();
  const found = new Map([...byReference, ...bySku].map((each) => [each._id, each]));
  return [...found.values()].map(fromDocument);
}

/** Stores new products. @throws a duplicate-key error when slug, SKU or reference is taken. */
export async function insertProducts(
  store: Store,
  products: readonly ListedProduct[],
  session: ClientSession,
): Promise<void> {
  if (products.length > 0) await store.products.insertMany(
    products.map((each) => ({ ...toDocument(each), changes: 0 })),
    { session },
  );
}

/** Stores changed products and how they are listed. @throws a duplicate-key error as above. */
export async function saveProducts(
  store: Store,
  products: readonly ListedProduct[],
  session: ClientSession,
): Promise<void> {
  if (products.length === 0) return;
  await store.products.bulkWrite(
    products.map((each) => {
      const { _id, ...fields } = toDocument(each);
      return { updateOne: { filter: { _id }, update: { $set: fields, $inc: { changes: 1 } } } };
    }),
    { session },
  );
  afterCommit(session, () => store.listed.forget(products.map(({ product }) => product.id)));
}

/** The ids of the variants of active products with these SKUs; unknown ones are left out. */
export async function findVariantsBySku(
  store: Store,
  skus: readonly string[],
): Promise<ReadonlyMap<string, Id>> {
  const wanted = new Set(skus);
  const found = await store.products
    .find(
      { 'variants.sku': { $in: [...wanted] }, state: 'active' },
      { projection: { 'variants.id': 1, 'variants.sku': 1 } },
    )
    .toArray();
  const variants = found.flatMap((product) => product.variants).filter((variant) => wanted.has(variant.sku));
  return new Map(variants.map((variant) => [variant.sku, variant.id]));
}

export function isProductId(idOrSlug: string): boolean {
  return idOrSlug.startsWith('prd_');
}

function toDocument({ product, listing }: ListedProduct): Omit<ProductDocument, 'changes'> {
  const { id, categoryPath, variants, reference, ...rest } = product;
  return {
    _id: id,
    ...rest,
    // One without a name of the importer's has its id there, so that the unique index needs no exception.
    reference: reference ?? id,
    categoryPath: [...categoryPath],
    variants: [...variants],
    minPrice: listing.minPrice,
    sellerIds: [...listing.sellerIds],
    facets: [...listing.facets],
  };
}

function fromDocument(document: ProductDocument): ListedProduct {
  const { _id, minPrice, sellerIds, facets, reference, changes: _changes, ...rest } = document;
  return {
    product: { id: _id, ...rest, reference: reference === _id ? null : reference }, listing: { minPrice, sellerIds, facets },
  };
}
