import type { Id } from '@souk/kernel';
import { Schema } from 'mongoose';
import { PAYMENT_METHODS, PAYMENT_STATES, type PaymentMethod, type PaymentState } from '../domain/payment.ts';

/** Amounts are minor units of `currency`. `checkAt` is there while the provider's answer is open. */
export type PaymentDocument = {
  _id: Id;
  orderId: Id;
  method: PaymentMethod;
  currency: string;
  amount: bigint;
  instalments: number;
  state: PaymentState;
  captured: bigint;
  refunded: bigint;
  /** Absent: none. */
  refundedOutside?: bigint;
  refunding: bigint;
  fee: bigint;
  declineCode: string | null;
  actionUrl: string | null;
  slipReference: string | null;
  expiresAt: Date | null;
  capturedAt: Date | null;
  sequence: number;
  version: number;
  checkAt?: Date;
  checks: number;
  createdAt: Date;
  updatedAt: Date;
};

export function paymentSchema(): Schema<PaymentDocument> {
  const amount = { type: BigInt, required: true };
  const schema = new Schema<PaymentDocument>({
    _id: { type: String, required: true },
    orderId: { type: String, required: true },
    method: { type: String, enum: PAYMENT_METHODS, required: true },
    currency: { type: String, required: true },
    amount,
    instalments: { type: Number, required: true },
    state: { type: String, enum: PAYMENT_STATES, required: true },
    captured: amount,
    refunded: amount,
    refundedOutside: { type: BigInt },
    refunding: amount,
    fee: amount,
    declineCode: { type: String, default: null },
    actionUrl: { type: String, default: null },
    slipReference: { type: String, default: null },
    expiresAt: { type: Date, default: null },
    capturedAt: { type: Date, default: null },
    sequence: { type: Number, required: true },
    version: { type: Number, required: true },
    checkAt: { type: Date },
    checks: { type: Number, required: true },
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
  });
  schema.index({ orderId: 1, _id: 1 });
  // Payments in doubt, the longest waiting first.
  schema.index({ checkAt: 1 }, { partialFilterExpression: { checkAt: { $exists: true } } });
  // Overdue slips, reviews and challenges; the list by state.
  schema.index({ state: 1, expiresAt: 1, _id: 1 });
  schema.index({ state: 1, _id: 1 });
  return schema;
}
