import { compareMoney, isZeroMoney, moneyToWire, subtractMoney, type Id } from '@souk/kernel';
import type { EventData } from '@souk/contracts';
import { captureDraft, feeDraft } from './ledger.ts';
import { isOverdue, mayMove, type Payment, type PaymentState } from './payment.ts';
import type { LedgerDraft } from './account.ts';
import type { ProviderReport } from './provider-report.ts';

/** How Souk heard of it: as the answer to its own call, or later. */
export type HeardBy = 'answer' | 'notice';

type PaymentEventType =
  'PaymentAuthorised' | 'PaymentCaptured' | 'PaymentDeclined' | 'PaymentVoided' | 'PaymentExpired';

/** What is told of a payment. */
export type PaymentEvent = {
  [T in PaymentEventType]: { readonly type: T; readonly subject: Id; readonly data: EventData<T> };
}[PaymentEventType];

/** What follows from a report: the payment afterwards, what the ledger takes, what is told. */
export type Consequence = {
  readonly payment: Payment;
  readonly ledger: readonly LedgerDraft[];
  readonly events: readonly PaymentEvent[];
};

export type Decision =
  | { readonly kind: 'nothing-new' }
  /** The report contradicts what is known (a captured payment turned back); it is not taken in. */
  | { readonly kind: 'contradiction'; readonly from: PaymentState; readonly to: PaymentState }
  | ({ readonly kind: 'changed' } & Consequence);

/**
 * Takes in what the provider says, in whatever order and however often it says it: older reports than the last one
 * and reports of what is known change nothing. Refunds are not taken from reports; the refund that asked for them
 * books them.
 */
export function takeIn(payment: Payment, report: ProviderReport, heardBy: HeardBy, now: Date): Decision {
  if (report.sequence <= payment.sequence) return { kind: 'nothing-new' };
  const state = report.state === 'voided' && isOverdue(payment, now) ? 'expired' : report.state;
  if (!mayMove(payment.state, state)) {
    // An expiry of Souk's own is a void at the provider.
    if (payment.state === 'expired' && state === 'voided') return { kind: 'nothing-new' };
    return { kind: 'contradiction', from: payment.state, to: state };
  }
  const next = merge(payment, report, state, now);
  const ledger = newMoney(payment, next, now);
  if (next.state === payment.state && ledger.length === 0) return { kind: 'nothing-new' };
  const event = next.state === payment.state ? null : eventOf(next, heardBy);
  return { kind: 'changed', payment: next, ledger, events: event === null ? [] : [event] };
}

function merge(payment: Payment, report: ProviderReport, state: PaymentState, now: Date): Payment {
  return {
    ...payment,
    state,
    captured: report.captured,
    fee: report.fee,
    declineCode: report.declineCode,
    actionUrl: state === 'requires-action' ? report.actionUrl : null,
    slipReference: report.slipReference,
    capturedAt: state === 'captured' ? (report.capturedAt ?? now) : null,
    sequence: report.sequence,
    version: payment.version + 1,
  };
}

function newMoney(before: Payment, after: Payment, now: Date): LedgerDraft[] {
  const occurredAt = after.capturedAt ?? now;
  const captured = subtractMoney(after.captured, before.captured);
  const fee = subtractMoney(after.fee, before.fee);
  if (compareMoney(after.captured, before.captured) > 0) {
    return [captureDraft({ payment: after, captured, fee, occurredAt })];
  }
  return isZeroMoney(fee) ? [] : [feeDraft({ payment: after, fee, occurredAt: now })];
}

function eventOf(payment: Payment, heardBy: HeardBy): PaymentEvent | null {
  const { orderId, paymentId } = payment;
  const data = { orderId, paymentId, amount: moneyToWire(payment.amount) };
  switch (payment.state) {
    case 'authorised':
      return heardBy === 'answer' ? null : { type: 'PaymentAuthorised', subject: orderId, data };
    case 'captured':
      return {
        type: 'PaymentCaptured',
        subject: orderId,
        data: {
          ...data,
          amount: moneyToWire(payment.captured),
          capturedAt: (payment.capturedAt ?? new Date(0)).toISOString(),
        },
      };
    case 'declined':
      return {
        type: 'PaymentDeclined',
        subject: orderId,
        data: { ...data, code: payment.declineCode ?? 'declined' },
      };
    case 'voided':
      return { type: 'PaymentVoided', subject: orderId, data };
    case 'expired':
      return { type: 'PaymentExpired', subject: orderId, data };
    case 'created':
    case 'requires-action':
    case 'pending':
    case 'under-review':
      return null;
  }
}
