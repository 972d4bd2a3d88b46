import { money, newId } from '@souk/kernel';
import { describe, expect, it } from '@jest/globals';
import { isOpen, isOverdue, mayMove, PAYMENT_STATES, type PaymentOrder } from './payment.ts';
import { looksLikeCardNumber, requireSensible } from './payment-rules.ts';
import { somePayment } from './payment.example.ts';

const order: PaymentOrder = {
  paymentId: newId('payment'),
  orderId: newId('order'),
  method: 'card',
  amount: money(1000n, 'BRL'),
  instalments: 10,
  token: 'tok_ok',
  expiresAt: null,
};

describe('payment states', () => {
  it('that are closed lead nowhere, but for money that arrives all the same', () => {
    for (const from of PAYMENT_STATES.filter((state) => !isOpen(state))) {
      const next = PAYMENT_STATES.filter((to) => to !== from && mayMove(from, to));
      expect(next).toEqual(from === 'voided' || from === 'expired' ? ['captured'] : []);
    }
  });

  it('never lead back to created', () => {
    expect(PAYMENT_STATES.filter((from) => from !== 'created' && mayMove(from, 'created'))).toEqual([]);
  });

  it('are overdue only while somebody is waited for', () => {
    const late = new Date('2018-01-08T00:00:00Z');
    expect(isOverdue(somePayment({ state: 'pending' }), late)).toBe(true);
    expect(isOverdue(somePayment({ state: 'pending' }), new Date('2018-01-07T23:59:59Z'))).toBe(false);
    expect(isOverdue(somePayment({ state: 'authorised' }), late)).toBe(false);
  });
});

describe('a payment that is asked for', () => {
  it('may be a card in ten instalments', () => {
    expect(() => requireSensible(order, 'BRL')).not.toThrow();
  });

  it.each<[string, string, Partial<PaymentOrder>]>([
    ['of nothing', 'payment-amount', { amount: money(0n, 'BRL') }],
    ['of less than nothing', 'payment-amount', { amount: money(-5n, 'BRL') }],
    ['in another currency', 'currency', { amount: money(5n, 'EUR') }],
    ['in 25 instalments', 'payment-instalments', { instalments: 25 }],
    ['by debit card in instalments', 'payment-instalments', { method: 'debit', instalments: 2 }],
    ['without a token', 'payment-token', { token: '' }],
    ['with a card number', 'card-number-refused', { token: '4111 1111 1111 1111' }],
  ])('%s is refused (%s)', (_, code, overrides) => {
    expect(() => requireSensible({ ...order, ...overrides }, 'BRL')).toThrow(
      expect.objectContaining({ code }),
    );
  });

  it('may carry digits that are no card number', () => {
    expect(looksLikeCardNumber('4111111111111112')).toBe(false);
    expect(looksLikeCardNumber('4111-1111-1111-1111')).toBe(true);
  });
});
