import { createRecordCache, type RecordCache } from '@souk/platform/cache';
import {
  defineModel,
  ensureIndexes,
  nativeCollection,
  type Database,
  type NativeCollection,
} from '@souk/platform/data';
import type { Offer } from '../domain/offer.ts';
import { readListed, type ListItem } from './listed-products.ts';
import {
  categorySchema,
  offerOf,
  offerSchema,
  productSchema,
  sellerSchema,
  type CategoryDocument,
  type OfferDocument,
  type ProductDocument,
  type SellerDocument,
} from './models.ts';

/** The catalogue's collections. */
export type Store = {
  readonly categories: NativeCollection<CategoryDocument>;
  readonly products: NativeCollection<ProductDocument>;
  readonly offers: NativeCollection<OfferDocument>;
  readonly sellers: NativeCollection<SellerDocument>;
  /** Offers by id, for carts and checkouts; every write of an offer forgets it. */
  readonly known: RecordCache<Offer>;
  /** Products by id as lists show them; every write of a product forgets it. */
  readonly listed: RecordCache<ListItem>;
  ensureIndexes(): Promise<void>;
};

const KNOWN_AT_MOST = 20_000;

/** Opens the collections in the catalogue's own database. Nothing is kept in memory longer than `maxAgeMs`. */
export function openStore(db: Database, { maxAgeMs }: { readonly maxAgeMs: number }): Store {
  const models = [
    defineModel<CategoryDocument>(db, 'categories', categorySchema),
    defineModel<ProductDocument>(db, 'products', productSchema),
    defineModel<OfferDocument>(db, 'offers', offerSchema),
    defineModel<SellerDocument>(db, 'sellers', sellerSchema),
  ];
  const offers = nativeCollection<OfferDocument>(db, 'offers');
  const products = nativeCollection<ProductDocument>(db, 'products');
  return {
    categories: nativeCollection<CategoryDocument>(db, 'categories'),
    products,
    offers,
    sellers: nativeCollection<SellerDocument>(db, 'sellers'),
    known: createRecordCache<Offer>({
      read: async (ids) => {
        const one = ids.length === 1 ? ids[0] : undefined;
        return (await offers.find({ _id: one ?? { $in: [...ids] } }).toArray()).map(offerOf);
      },
      idOf: (offer) => offer.id,
      maxEntries: KNOWN_AT_MOST,
      maxAgeMs,
    }),
    listed: createRecordCache<ListItem>({
      read: (ids) => readListed(products, ids),
      idOf: (item) => item.id,
      maxEntries: KNOWN_AT_MOST,
      maxAgeMs,
    }),
    ensureIndexes: () => ensureIndexes(models),
  };
}
