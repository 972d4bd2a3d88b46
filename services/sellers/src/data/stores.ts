import { createRecordCache, type RecordCache } from '@souk/platform/cache';
import { defineModel, nativeCollection, type Database } from '@souk/platform/data';
import type { ClientSession, Model } from 'mongoose';
import type { Seller } from '../domain/seller.ts';
import { sellerOf, sellerSchema, type SellerDocument } from './seller-schema.ts';
import { staffSchema, type StaffDocument } from './staff-schema.ts';

/** The transaction of a write, or null for a write of its own. */
export type Transaction = ClientSession | null;

/** The collections of the service. */
export type Stores = {
  readonly sellers: Model<SellerDocument>;
  readonly staff: Model<StaffDocument>;
  /** Sellers by id, for the services that ask about them at every purchase. */
  readonly known: RecordCache<Seller>;
};

const KNOWN_AT_MOST = 10_000;

export function defineStores(db: Database, { sellerAgeMs }: { readonly sellerAgeMs: number }): Stores {
  const stored = nativeCollection<SellerDocument>(db, 'sellers');
  return {
    sellers: defineModel(db, 'sellers', sellerSchema()),
    staff: defineModel(db, 'staff', staffSchema()),
    known: createRecordCache<Seller>({
      read: async (ids) => (await stored.find({ _id: { $in: [...ids] } }).toArray()).map(sellerOf),
      idOf: (seller) => seller.sellerId,
      maxEntries: KNOWN_AT_MOST,
      maxAgeMs: sellerAgeMs,
    }),
  };
}
