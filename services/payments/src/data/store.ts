import {
  defineModel,
  ensureIndexes,
  nativeCollection,
  type Database,
  type NativeCollection,
} from '@souk/platform/data';
import type { ClientSession } from 'mongoose';
import { ledgerSchema, type LedgerDocument } from './ledger-schema.ts';
import { recentPayments, type RecentPayments } from './recent-payments.ts';
import { paymentSchema, type PaymentDocument } from './payment-schema.ts';
import { refundSchema, type RefundDocument } from './refund-schema.ts';

/** A running transaction, for use cases that write several things in one. */
export type Session = ClientSession;

/** The service's collections, as the driver gives them: the hot path of every checkout runs through them. */
export type Store = {
  readonly payments: NativeCollection<PaymentDocument>;
  readonly ledger: NativeCollection<LedgerDocument>;
  readonly refunds: NativeCollection<RefundDocument>;
  readonly recent: RecentPayments;
};

/** The collections in payments' own database. */
export function openStore(db: Database): Store {
  return {
    payments: nativeCollection<PaymentDocument>(db, 'payments'),
    ledger: nativeCollection<LedgerDocument>(db, 'ledger'),
    refunds: nativeCollection<RefundDocument>(db, 'refunds'),
    recent: recentPayments(),
  };
}

/** Brings the indexes to what the schemas say. */
export async function ensurePaymentIndexes(db: Database): Promise<void> {
  await ensureIndexes([
    defineModel(db, 'payments', paymentSchema()),
    defineModel(db, 'ledger', ledgerSchema()),
    defineModel(db, 'refunds', refundSchema()),
  ]);
}
