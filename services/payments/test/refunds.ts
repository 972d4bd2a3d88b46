import type { EventData, EventEnvelope } from '@souk/contracts';
import { newId } from '@souk/kernel';
import { testContext } from '@souk/platform/testing';
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
