import type { Id } from '@souk/kernel';
import type { RequestContext } from '@souk/platform/context';
import type { Catalog } from '../../deps.ts';
import { requireSoundVariants, withVariant, type Product, type Variant } from '../../domain/product.ts';
import { editProduct, type EditedProduct } from '../change-product/edit-product.ts';

/** Adds a variant. @throws DomainError `product-not-found`, `variant-options`, `too-many-variants`, `sku-taken`. */
export async function addVariant(
  catalog: Catalog,
  ctx: RequestContext,
  { productId, variant }: { productId: Id; variant: Omit<Variant, 'id'> },
): Promise<EditedProduct> {
  const added = { id: catalog.ids('variant'), ...variant };
  return editProduct(catalog, ctx, productId, {
    action: 'product.variant-added',
    event: 'ProductChanged',
    decide: (product) => withVariants(product, withVariant(product.variants, added)),
    audited: auditedVariants,
  });
}

/** The product with these variants, when they go together. */
export function withVariants(product: Product, variants: readonly Variant[]): Product {
  requireSoundVariants(variants);
  return { ...product, variants };
}

/** What the audit trail keeps of variants. */
export function auditedVariants(product: Product): unknown {
  return { skus: product.variants.map((variant) => variant.sku) };
}
