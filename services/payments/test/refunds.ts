import type { EventData, EventEnvelope } from '@souk/contracts';
import { newId } from '@souk/kernel';
import { callRoute, testContext, testIdentity } from '@souk/platform/testing';
import { findPayment } from '../src/data/payments.ts';
import type { PaymentOrder } from '../src/domain/payment.ts';
import { authorisePayment } from '../src/features/authorise-payment/authorise-payment.ts';
import { capturePayment } from '../src/features/capture-payment/capture-payment.ts';
import { someEvent, type PaymentsWorld } from './payments-world.ts';

export const brl = (amount: number) => ({ amount, currency: 'BRL' });

/** Has the buyer pay: each of the payments is authorised and captured. */
export async function pay({ deps }: PaymentsWorld, payments: readonly PaymentOrder[]): Promise<void> {
  const ctx = testContext();
  for (const payment of payments) {
    await authorisePayment(deps, ctx, payment);
    await capturePayment(deps, ctx, payment.paymentId);
  }
}

type Asked = {
  readonly amount: number;
  readonly refundId?: string;
  readonly shares?: EventData<'RefundRequested'>['shares'];
};

/** What orders tells when an order's buyer is to get something back. */
export function refundRequested(
  orderId: string,
  { amount, refundId = newId('refund'), shares = [] }: Asked,
): EventEnvelope<'RefundRequested'> {
  return someEvent('RefundRequested', orderId, {
    orderId,
    refundId,
    amount: brl(amount),
    shares,
    rounding: brl(0),
    reason: 'returned',
  });
}

/** A request about refunds as an administrator sends it; `path` behind `/refunds`. */
export function askRefunds(
  { service }: Pick<PaymentsWorld, 'service'>,
  method: 'GET' | 'POST',
  path: string,
  body?: unknown,
) {
  return callRoute(service.http, {
    method,
    path: `/api/v1/refunds${path}`,
    identity: testIdentity(['admin']),
    ...(body !== undefined && { body }),
  });
}

/** What has gone back on a payment, what is on its way, and what was given back past the provider; minor units. */
export async function refundedOf({ deps }: PaymentsWorld, paymentId: string) {
  const payment = await findPayment(deps.store, { all: true }, paymentId);
  return [payment?.refunded.amount, payment?.refunding.amount, payment?.refundedOutside.amount];
}
