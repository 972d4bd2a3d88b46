import type { Id } from '@souk/kernel';
import { Schema } from 'mongoose';
import { ACCOUNT_NAMES, type AccountName, type LedgerKind } from '../domain/account.ts';

export type PostingDocument = { account: AccountName; amount: bigint; sellerId?: Id; paymentId?: Id };

/**
 * One ledger transaction with its postings, written once and never changed. It is one document, so that it can't be torn
 * even by a fault of this program. `sellerIds` and `paymentIds` are what its postings name.
 */
export type LedgerDocument = {
  _id: Id;
  kind: LedgerKind;
  source: string;
  orderId: Id;
  currency: string;
  occurredAt: Date;
  recordedAt: Date;
  postings: PostingDocument[];
  sellerIds: Id[];
  paymentIds: Id[];
};

export function ledgerSchema(): Schema<LedgerDocument> {
  const posting = new Schema<PostingDocument>(
    {
      account: { type: String, enum: ACCOUNT_NAMES, required: true },
      amount: { type: BigInt, required: true },
      sellerId: { type: String },
      paymentId: { type: String },
    },
    { _id: false },
  );
  const schema = new Schema<LedgerDocument>({
    _id: { type: String, required: true },
    kind: { type: String, required: true },
    source: { type: String, required: true },
    orderId: { type: String, required: true },
    currency: { type: String, required: true },
    occurredAt: { type: Date, required: true },
    recordedAt: { type: Date, required: true },
    postings: { type: [posting], required: true },
    sellerIds: { type: [String], required: true },
    paymentIds: { type: [String], required: true },
  });
  // What happened once in the world is booked once.
  schema.index({ source: 1 }, { unique: true });
  schema.index({ orderId: 1, _id: 1 });
  schema.index({ sellerIds: 1, _id: 1 });
  schema.index({ paymentIds: 1, _id: 1 });
  return schema;
}
