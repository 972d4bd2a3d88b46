import type { Id } from '@souk/kernel';
import { Schema } from 'mongoose';
import {
  REFUND_STATES,
  type RefundFailure,
  type RefundOutcome,
  type RefundSettlement,
  type RefundState,
} from '../domain/refund.ts';

export type RefundDocument = {
  _id: Id;
  orderId: Id;
  state: RefundState;
  currency: string;
  amount: bigint;
  rounding: bigint;
  shares: {
    consignmentId: Id;
    sellerId: Id;
    items: bigint;
    freight: bigint;
    commission: bigint;
    delivered: boolean;
  }[];
  /** Attempt and outcome are absent until the refund has failed once. */
  allocations: { paymentId: Id; amount: bigint; attempt?: number; outcome?: RefundOutcome }[];
  failure?: RefundFailure;
  settlement?: RefundSettlement;
  /** How often it was begun anew; absent: never. */
  round?: number | null;
  /** Machine time since when this round is tried; absent in the first. */
  tryingSince?: Date;
  /** Machine time at which an unfinished refund is taken up again. */
  retryAt?: Date;
  attempts: number;
  createdAt: Date;
  updatedAt: Date;
};

export function refundSchema(): Schema<RefundDocument> {
  const amount = { type: BigInt, required: true };
  const id = { type: String, required: true };
  const share = new Schema<RefundDocument['shares'][number]>(
    {
      consignmentId: id,
      sellerId: id,
      items: amount,
      freight: amount,
      commission: amount,
      delivered: { type: Boolean, required: true },
    },
    { _id: false },
  );
  const allocation = new Schema<RefundDocument['allocations'][number]>(
    { paymentId: id, amount, attempt: Number, outcome: String },
    { _id: false },
  );
  const schema = new Schema<RefundDocument>({
    _id: id,
    orderId: id,
    state: { type: String, enum: REFUND_STATES, required: true },
    currency: id,
    amount,
    rounding: amount,
    shares: { type: [share], required: true },
    allocations: { type: [allocation], required: true },
    failure: { reason: String, at: Date },
    settlement: { paidFrom: String, reference: String },
    round: { type: Number },
    tryingSince: { type: Date },
    retryAt: { type: Date },
    attempts: { type: Number, required: true },
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
  });
  schema.index({ orderId: 1, _id: 1 });
  schema.index({ state: 1, _id: 1 });
  schema.index({ retryAt: 1 }, { partialFilterExpression: { retryAt: { $exists: true } } });
  return schema;
}
