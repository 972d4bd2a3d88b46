import type { Id } from '@souk/kernel';
import { Schema } from 'mongoose';
import { SELLER_STATES, type Seller, type SellerState } from '../domain/seller.ts';

export type SellerDocument = {
  _id: Id;
  name: string;
  postcode: string;
  state: SellerState;
  commissionBasisPoints: number;
  ownerId: Id | null;
  /** The owner again while the seller is not rejected: an account has at most one such seller. */
  activeOwnerId?: Id;
  /** Absent when no import knows the seller: the index holds only those that have one. */
  reference?: string;
  reason: string | null;
  version: number;
  createdAt: Date;
  updatedAt: Date;
};

export function sellerSchema(): Schema<SellerDocument> {
  const schema = new Schema<SellerDocument>({
    _id: { type: String, required: true },
    name: { type: String, required: true },
    postcode: { type: String, required: true },
    state: { type: String, enum: SELLER_STATES, required: true },
    commissionBasisPoints: { type: Number, required: true },
    ownerId: { type: String, default: null },
    activeOwnerId: { type: String },
    reference: { type: String },
    reason: { type: String, default: null },
    version: { type: Number, required: true },
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
  });
  schema.index(
    { activeOwnerId: 1 },
    { unique: true, partialFilterExpression: { activeOwnerId: { $exists: true } } },
  );
  schema.index({ reference: 1 }, { unique: true, partialFilterExpression: { reference: { $exists: true } } });
  // The lists: newest first and by name, of all sellers or of one state.
  schema.index({ state: 1, _id: -1 });
  schema.index({ state: 1, name: 1, _id: 1 });
  schema.index({ name: 1, _id: 1 });
  return schema;
}

export function sellerOf(document: SellerDocument): Seller {
  const { _id, activeOwnerId: _, reference = null, ...rest } = document;
  return { sellerId: _id, reference, ...rest };
}
