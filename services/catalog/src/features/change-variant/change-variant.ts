import type { Id } from '@souk/kernel';
import type { RequestContext } from '@souk/platform/context';
import type { Catalog } from '../../deps.ts';
import { withVariant, type Option } from '../../domain/product.ts';
import { catalogError } from '../../errors.ts';
import { auditedVariants, withVariants } from '../add-variant/add-variant.ts';
import { editProduct, type EditedProduct } from '../change-product/edit-product.ts';

/** What is to change; what is left out stays. */
export type ChangeVariant = {
  readonly sku?: string | undefined;
  readonly options?: readonly Option[] | undefined;
  readonly weightGrams?: number | undefined;
};

/** Changes a variant. @throws DomainError `product-not-found`, `variant-not-found`, `variant-options`, `sku-taken`. */
export async function changeVariant(
  catalog: Catalog,
  ctx: RequestContext,
  { productId, variantId, change }: { productId: Id; variantId: Id; change: ChangeVariant },
): Promise<EditedProduct> {
  return editProduct(catalog, ctx, productId, {
    action: 'product.variant-changed',
    event: 'ProductChanged',
    decide: (product) => {
      const before = product.variants.find((variant) => variant.id === variantId);
      if (before === undefined) throw catalogError('variant-not-found');
      const variant = {
        ...before,
        sku: change.sku ?? before.sku,
        options: change.options ?? before.options,
        weightGrams: change.weightGrams ?? before.weightGrams,
      };
      return withVariants(product, withVariant(product.variants, variant));
    },
    audited: auditedVariants,
  });
}
