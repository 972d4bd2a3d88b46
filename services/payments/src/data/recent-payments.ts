import type { Id } from '@souk/kernel';
import type { Payment } from '../domain/payment.ts';

const KEPT = 2_000;

/**
 * Payments as this process last stored them, for the moments between authorising, capturing and the provider's webhooks.
 * Another process may have changed one since: what is decided on it must be held against the stored one when it is saved
 * (`savePayment` does), or be true of every later version as well.
 */
export type RecentPayments = {
  readonly find: (paymentId: Id) => Payment | undefined;
  /** After the commit. */
  readonly remember: (payment: Payment) => void;
};

export function recentPayments(): RecentPayments {
  const payments = new Map<Id, Payment>();
  return {
    find: (paymentId) => payments.get(paymentId),
    remember: (payment) => {
      const { paymentId } = payment;
      // Of two who have saved, the one with the older version may come here last.
      if ((payments.get(paymentId)?.version ?? 0) > payment.version) return;
      payments.delete(paymentId);
      payments.set(paymentId, payment);
      const oldest = payments.size > KEPT ? payments.keys().next().value : undefined;
      if (oldest !== undefined) payments.delete(oldest);
    },
  };
}
