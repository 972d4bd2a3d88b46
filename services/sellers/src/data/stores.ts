import { defineModel, type Database } from '@souk/platform/data';
import type { ClientSession, Model } from 'mongoose';
import { sellerSchema, type SellerDocument } from './seller-schema.ts';
import { staffSchema, type StaffDocument } from './staff-schema.ts';

/** The transaction of a write, or null for a write of its own. */
export type Transaction = ClientSession | null;

/** The collections of the service. */
export type Stores = {
  readonly sellers: Model<SellerDocument>;
  readonly staff: Model<StaffDocument>;
};

export function defineStores(db: Database): Stores {
  return {
    sellers: defineModel(db, 'sellers', sellerSchema()),
    staff: defineModel(db, 'staff', staffSchema()),
  };
}
