import { wireId, wirePrice, wireTime } from '@souk/contracts';
import { moneyToWire } from '@souk/kernel';
import { z } from 'zod';
import type { Category } from '../../domain/category.ts';
import { isBuyable, type Offer } from '../../domain/offer.ts';
import { choices, type Product } from '../../domain/product.ts';
import { nameField } from '../show-categories/wire.ts';

const HIGHEST_WEIGHT_GRAMS = 10_000_000;

export const titleField = nameField(200);
export const descriptionField = z.string().max(10_000);
export const slugField = z
  .string()
  .min(1)
  .max(120)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/);
export const skuField = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[A-Za-z0-9][A-Za-z0-9._/-]*$/);
export const weightField = z.int().min(0).max(HIGHEST_WEIGHT_GRAMS);
const option = z.strictObject({
  name: nameField(40),
  value: nameField(80),
});
export const optionsField = z.array(option).max(5);

export const newVariant = z
  .strictObject({ sku: skuField, options: optionsField.default([]), weightGrams: weightField })
  .meta({ id: 'NewVariant' });
export const productParams = z.strictObject({ productId: wireId('product') });
export const variantParams = z.strictObject({ productId: wireId('product'), variantId: wireId('variant') });

const shownOffer = z.strictObject({
  id: wireId('offer'),
  sellerId: wireId('seller'),
  sellerName: z.string(),
  price: wirePrice,
});
const shownVariant = z.strictObject({
  id: wireId('variant'),
  sku: z.string(),
  options: z.array(option),
  weightGrams: z.int(),
  offers: z.array(shownOffer),
});

export const productReply = z
  .strictObject({
    id: wireId('product'),
    slug: z.string(),
    title: z.string(),
    description: z.string(),
    categories: z.array(z.strictObject({ id: wireId('category'), name: z.string() })),
    options: z.array(z.strictObject({ name: z.string(), values: z.array(z.string()) })),
    variants: z.array(shownVariant),
    version: z.int(),
    createdAt: wireTime,
    updatedAt: wireTime,
  })
  .meta({ id: 'Product', description: 'With the offers that can be bought, cheapest first.' });

/** Everything that a product's page shows. */
export type ProductPage = {
  readonly product: Product;
  readonly offers: readonly Offer[];
  /** From the root to the product's own. */
  readonly categories: readonly Category[];
  readonly sellerNames: ReadonlyMap<string, string>;
};

/** The product as it crosses the wire. */
export function productToWire({ product, offers, categories, sellerNames }: ProductPage) {
  const buyable = offers
    .filter(isBuyable)
    .toSorted((a, b) => Number(a.price.amount - b.price.amount) || (a.id < b.id ? -1 : 1));
  return {
    id: product.id,
    slug: product.slug,
    title: product.title,
    description: product.description,
    categories: categories.map(({ id, name }) => ({ id, name })),
    options: choices(product.variants),
    variants: product.variants.map(({ id, sku, options, weightGrams }) => ({
      id,
      sku,
      options,
      weightGrams,
      offers: buyable
        .filter((offer) => offer.variantId === id)
        .map((offer) => ({
          id: offer.id,
          sellerId: offer.sellerId,
          sellerName: sellerNames.get(offer.sellerId) ?? '',
          price: moneyToWire(offer.price),
        })),
    })),
    version: product.version,
    createdAt: product.createdAt.toISOString(),
    updatedAt: product.updatedAt.toISOString(),
  };
}
