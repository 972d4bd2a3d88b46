import type { Id } from '@souk/kernel';
import { isAccount, type RequestContext } from '@souk/platform/context';
import { unitOfWork, type ClientSession } from '@souk/platform/data';
import { managedScope } from '../../access.ts';
import { findCategory } from '../../data/categories.ts';
import { insertProducts } from '../../data/products.ts';
import { refusingDuplicates } from '../../data/refuse-duplicates.ts';
import type { Catalog } from '../../deps.ts';
import { listingOf } from '../../domain/listing.ts';
import { requireSoundVariants, type Product, type Variant } from '../../domain/product.ts';
import { productSlug } from '../../domain/slug.ts';
import { unknownCategory } from '../create-category/create-category.ts';
import { dropPages } from '../relist-products/save-product.ts';

export type CreateProduct = {
  readonly title: string;
  readonly description: string;
  /** Chosen by the catalogue when null. */
  readonly slug: string | null;
  readonly categoryId: Id | null;
  readonly variants: readonly Omit<Variant, 'id'>[];
};

/**
 * Makes a product with its first variants. It is listed as soon as somebody offers it.
 * @throws DomainError `unknown-category`, `variant-options`, `slug-taken`, `sku-taken`.
 */
export async function createProduct(
  catalog: Catalog,
  ctx: RequestContext,
  command: CreateProduct,
): Promise<Product> {
  const { store, db, ids, outbox, clock, audit } = catalog;
  const scope = managedScope(ctx);
  const ownerId = isAccount(ctx.identity, 'admin') || !('sellerId' in scope) ? null : scope.sellerId;
  const variants = command.variants.map((variant) => ({ id: ids('variant'), ...variant }));
  requireSoundVariants(variants);
  return refusingDuplicates(() =>
    unitOfWork(db, ctx, async (session) => {
      const categoryPath = await categoryPathOf(catalog, command.categoryId, session);
      const product = newProduct(catalog, { ...command, ownerId, variants, categoryPath, reference: null });
      const listed = { product, listing: listingOf(product, []) };
      await insertProducts(store, [listed], session);
      dropPages(catalog, session, [], [listed]);
      const { id, slug, title } = product;
      await outbox.add(session, ctx, clock, [
        { type: 'ProductCreated', subject: id, data: { productId: id, slug, title } },
      ]);
      await audit.record(session, ctx, { action: 'product.created', subject: id, after: { slug, title } });
      return product;
    }),
  );
}

/** A product's record at its making. */
export function newProduct(
  { ids, machineClock }: Catalog,
  fields: Pick<Product, 'title' | 'description' | 'ownerId' | 'variants' | 'categoryPath' | 'reference'> & {
    slug: string | null;
  },
): Product {
  const id = ids('product');
  const now = machineClock.now();
  const { title, description, ownerId, variants, categoryPath, reference } = fields;
  return {
    id,
    slug: fields.slug ?? productSlug(title, id),
    title,
    description,
    categoryPath,
    reference,
    ownerId,
    variants,
    state: 'active',
    version: 1,
    createdAt: now,
    updatedAt: now,
    deletedAt: null,
  };
}

/** Ids from the root to the category; none for none. @throws DomainError `unknown-category`. */
export async function categoryPathOf(
  { store }: Catalog,
  categoryId: Id | null,
  session: ClientSession,
): Promise<readonly Id[]> {
  if (categoryId === null) return [];
  const category = await findCategory(store, categoryId, session);
  if (category === null) throw unknownCategory('/categoryId');
  return category.path;
}
