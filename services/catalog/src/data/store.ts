import {
  defineModel,
  ensureIndexes,
  nativeCollection,
  type Database,
  type NativeCollection,
} from '@souk/platform/data';
import {
  categorySchema,
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
  ensureIndexes(): Promise<void>;
};

/** Opens the collections in the catalogue's own database. */
export function openStore(db: Database): Store {
  const models = [
    defineModel<CategoryDocument>(db, 'categories', categorySchema),
    defineModel<ProductDocument>(db, 'products', productSchema),
    defineModel<OfferDocument>(db, 'offers', offerSchema),
    defineModel<SellerDocument>(db, 'sellers', sellerSchema),
  ];
  return {
    categories: nativeCollection<CategoryDocument>(db, 'categories'),
    products: nativeCollection<ProductDocument>(db, 'products'),
    offers: nativeCollection<OfferDocument>(db, 'offers'),
    sellers: nativeCollection<SellerDocument>(db, 'sellers'),
    ensureIndexes: () => ensureIndexes(models),
  };
}
