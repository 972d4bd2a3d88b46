import { money, newId } from '@souk/kernel';
import type { Payment } from './payment.ts';
import type { ProviderReport } from './provider-report.ts';

/** A card payment of 10.00 that was just created, with what the test wants to be different. */
export function somePayment(overrides: Partial<Payment> = {}): Payment {
  const amount = overrides.amount ?? money(1000n, 'BRL');
  const nothing = money(0n, amount.currency);
  return {
    paymentId: newId('payment'),
    orderId: newId('order'),
    method: 'card',
    amount,
    instalments: 1,
    state: 'created',
    captured: nothing,
    refunded: nothing,
    refundedOutside: nothing,
    refunding: nothing,
    fee: nothing,
    declineCode: null,
    actionUrl: null,
    slipReference: null,
    expiresAt: new Date('2018-01-08T00:00:00Z'),
    capturedAt: null,
    sequence: 0,
    version: 1,
    ...overrides,
  };
}

/** What a provider may say of the payment. */
export function someReport(payment: Payment, overrides: Partial<ProviderReport> = {}): ProviderReport {
  const nothing = money(0n, payment.amount.currency);
  const captured = overrides.state === 'captured';
  return {
    reference: payment.paymentId,
    sequence: payment.sequence + 1,
    state: 'authorised',
    amount: payment.amount,
    captured: captured ? payment.amount : nothing,
    refunded: nothing,
    fee: nothing,
    declineCode: null,
    actionUrl: null,
    slipReference: null,
    capturedAt: captured ? new Date('2018-01-01T12:00:00Z') : null,
    refundKeys: [],
    ...overrides,
  };
}
