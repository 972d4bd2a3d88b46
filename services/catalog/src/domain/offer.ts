import type { Id, Money } from '@souk/kernel';
import type { Product, Variant } from './product.ts';

/** A variant as one seller offers it. What a cart shows of product and variant stands here too. */
export type Offer = {
  readonly id: Id;
  readonly productId: Id;
  readonly variantId: Id;
  readonly sellerId: Id;
  readonly price: Money;
  /** What the seller says. */
  readonly state: 'active' | 'inactive';
  /** What the marketplace says of the seller. */
  readonly sellerActive: boolean;
  readonly productActive: boolean;
  readonly sku: string;
  readonly title: string;
  readonly productSlug: string;
  readonly weightGrams: number;
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
};

/** Whether it can be bought, stock apart. */
export function isBuyable(offer: Pick<Offer, 'state' | 'sellerActive' | 'productActive'>): boolean {
  return offer.state === 'active' && offer.sellerActive && offer.productActive;
}

/** Product and variant as a cart shows them: `Plate (sand, large)`. */
export function offerTitle(title: string, { options }: Variant): string {
  return options.length === 0 ? title : `${title} (${options.map((option) => option.value).join(', ')})`;
}

/** What an offer copies of its product and variant. */
export function copiedFields(product: Product, variant: Variant) {
  return {
    sku: variant.sku,
    title: offerTitle(product.title, variant),
    productSlug: product.slug,
    weightGrams: variant.weightGrams,
    productActive: product.state === 'active',
  };
}
