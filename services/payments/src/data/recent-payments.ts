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
  /** Lets those who hear of the payment elsewhere wait for `call`, whose answer says the same. */
  readonly whileAsked: <T>(paymentId: Id, call: () => Promise<T>) => Promise<T>;
  /** Resolves when the provider is not being asked about the payment, or after so long. */
  readonly answered: (paymentId: Id, atMostMs: number) => Promise<void>;
};

export function recentPayments(): RecentPayments {
  const payments = new Map<Id, Payment>();
  const asked = new Map<Id, Promise<unknown>>();
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
    whileAsked: (paymentId, call) => {
      const answer = call().finally(() => {
        if (asked.get(paymentId) === answer) asked.delete(paymentId);
      });
      asked.set(paymentId, answer);
      return answer;
    },
    answered: async (paymentId, atMostMs) => {
      const answer = asked.get(paymentId);
      if (answer === undefined) return;
      let timer: NodeJS.Timeout | undefined;
      const patience = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, atMostMs);
      });
      // Whoever asked deals with a failure.
      await Promise.race([answer.catch(() => undefined), patience]);
      clearTimeout(timer);
    },
  };
}
