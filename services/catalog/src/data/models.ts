import { Schema } from 'mongoose';
import type { Id } from '@souk/kernel';
import type { Category } from '../domain/category.ts';
import type { Listing } from '../domain/listing.ts';
import type { Offer } from '../domain/offer.ts';
import type { Product } from '../domain/product.ts';

/** A domain record as it is stored: its id is `_id`, its arrays are the driver's. */
type Stored<T extends { readonly id: Id }> = { _id: Id } & {
  -readonly [K in Exclude<keyof T, 'id'>]: T[K] extends readonly (infer U)[] ? U[] : T[K];
};

export type CategoryDocument = Stored<Category>;
export type ProductDocument = Stored<Product & Listing> & {
  /** Grows with each change of the product or its offers: two such changes at the same time exclude each other. */
  changes: number;
};
/** The price as a 64-bit integer, so that it stays exact. */
export type OfferDocument = Omit<Stored<Offer>, 'price'> & { price: bigint; currency: string };

export function offerOf({ _id, price, currency, ...rest }: OfferDocument): Offer {
  return { id: _id, ...rest, price: { amount: price, currency } };
}

/** What the catalogue keeps of a seller from its events. */
export type SellerDocument = {
  _id: Id;
  name: string;
  active: boolean;
  /** Set while the seller's offers and products are brought in line with `active`. */
  relisting: boolean;
};

const active = { partialFilterExpression: { state: 'active' } };

export const categorySchema = new Schema<CategoryDocument>({
  _id: String,
  name: String,
  parentId: String,
  path: [String],
  pathKey: String,
  state: String,
  version: Number,
  createdAt: Date,
  updatedAt: Date,
  deletedAt: Date,
})
  .index({ pathKey: 1 }, { unique: true, ...active })
  .index({ parentId: 1 });

export const productSchema = new Schema<ProductDocument>({
  _id: String,
  slug: String,
  title: String,
  description: String,
  categoryPath: [String],
  reference: String,
  ownerId: String,
  variants: [
    {
      _id: false,
      id: String,
      sku: String,
      options: [{ _id: false, name: String, value: String }],
      weightGrams: Number,
    },
  ],
  state: String,
  version: Number,
  minPrice: BigInt,
  sellerIds: [String],
  facets: [String],
  changes: Number,
  createdAt: Date,
  updatedAt: Date,
  deletedAt: Date,
})
  .index({ slug: 1 }, { unique: true, ...active })
  .index({ reference: 1 }, { unique: true, ...active })
  .index({ 'variants.sku': 1 }, { unique: true, ...active })
  .index({ 'variants.id': 1 })
  .index({ categoryPath: 1 }, active)
  .index({ facets: 1, _id: -1, minPrice: 1 })
  .index({ facets: 1, minPrice: 1, _id: 1 })
  .index({ title: 'text', description: 'text' }, { weights: { title: 8, description: 1 }, name: 'words' });

export const offerSchema = new Schema<OfferDocument>({
  _id: String,
  productId: String,
  variantId: String,
  sellerId: String,
  price: BigInt,
  currency: String,
  state: String,
  sellerActive: Boolean,
  productActive: Boolean,
  sku: String,
  title: String,
  productSlug: String,
  weightGrams: Number,
  version: Number,
  createdAt: Date,
  updatedAt: Date,
})
  .index({ variantId: 1, sellerId: 1 }, { unique: true })
  .index({ productId: 1, _id: 1 })
  .index({ sellerId: 1, _id: 1 });

export const sellerSchema = new Schema<SellerDocument>({
  _id: String,
  name: String,
  active: Boolean,
  relisting: Boolean,
});
