import type { Id } from '@souk/kernel';
import type { RequestContext } from '@souk/platform/context';
import type { Catalog } from '../../deps.ts';
import { categoryPathOf } from '../create-product/create-product.ts';
import { editProduct, type EditedProduct } from './edit-product.ts';

/** What is to change; what is left out stays. */
export type ChangeProduct = {
  readonly title?: string | undefined;
  readonly description?: string | undefined;
  readonly slug?: string | undefined;
  readonly categoryId?: Id | null | undefined;
};

/**
 * Changes what a product is called and where it stands.
 * @throws DomainError `product-not-found`, `unknown-category`, `slug-taken`, `stale-version`.
 */
export async function changeProduct(
  catalog: Catalog,
  ctx: RequestContext,
  { id, change }: { id: Id; change: ChangeProduct },
): Promise<EditedProduct> {
  return editProduct(catalog, ctx, id, {
    action: 'product.changed',
    event: 'ProductChanged',
    decide: async (product, _offers, session) => ({
      ...product,
      title: change.title ?? product.title,
      description: change.description ?? product.description,
      slug: change.slug ?? product.slug,
      categoryPath:
        change.categoryId === undefined
          ? product.categoryPath
          : await categoryPathOf(catalog, change.categoryId, session),
    }),
    audited: ({ title, slug, categoryPath }) => ({ title, slug, categoryId: categoryPath.at(-1) ?? null }),
  });
}
