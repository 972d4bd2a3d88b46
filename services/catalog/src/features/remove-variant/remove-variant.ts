import type { Id } from '@souk/kernel';
import type { RequestContext } from '@souk/platform/context';
import type { Catalog } from '../../deps.ts';
import { catalogError } from '../../errors.ts';
import { auditedVariants, withVariants } from '../add-variant/add-variant.ts';
import { editProduct } from '../change-product/edit-product.ts';

/**
 * Takes a variant away that nobody offers.
 * @throws DomainError `product-not-found`, `variant-not-found`, `variant-in-use`, `last-variant`.
 */
export async function removeVariant(
  catalog: Catalog,
  ctx: RequestContext,
  { productId, variantId }: { productId: Id; variantId: Id },
): Promise<void> {
  await editProduct(catalog, ctx, productId, {
    action: 'product.variant-removed',
    event: 'ProductChanged',
    decide: (product, offers) => {
      const left = product.variants.filter((variant) => variant.id !== variantId);
      if (left.length === product.variants.length) throw catalogError('variant-not-found');
      if (offers.some((offer) => offer.variantId === variantId)) throw catalogError('variant-in-use');
      return withVariants(product, left);
    },
    audited: auditedVariants,
  });
}
