import { money, newId, sumMoney } from '@souk/kernel';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { somePayment } from './payment.example.ts';
import { allocateRefund, begunAnew, refundable, refundKey, type RefundPart } from './refund.ts';

const brl = (amount: bigint | number) => money(BigInt(amount), 'BRL');

describe('a refund over several payments', () => {
  it('starts with the newest payment and takes no more than is left of each', () => {
    const [first, second] = [newId('payment'), newId('payment')];
    const payments = [
      somePayment({ paymentId: first, state: 'captured', captured: brl(1000) }),
      somePayment({
        paymentId: second,
        state: 'captured',
        captured: brl(500),
        refunded: brl(100),
        refunding: brl(50),
      }),
    ];
    expect(allocateRefund(brl(800), payments)).toEqual([
      { paymentId: second, amount: brl(350) },
      { paymentId: first, amount: brl(450) },
    ]);
  });

  it('is refused when more is to go back than came', () => {
    const payments = [somePayment({ state: 'captured', captured: brl(10) })];
    expect(() => allocateRefund(brl(11), payments)).toThrow(
      expect.objectContaining({ code: 'refund-exceeds-captured' }),
    );
  });

  it('adds up, and never overdraws a payment', () => {
    const captured = fc.array(fc.integer({ min: 0, max: 10_000 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(captured, fc.integer({ min: 0, max: 100 }), (amounts, percent) => {
        const payments = amounts.map((amount) => somePayment({ state: 'captured', captured: brl(amount) }));
        const amount = brl(Math.floor((amounts.reduce((sum, each) => sum + each, 0) * percent) / 100));
        const allocations = allocateRefund(amount, payments);
        expect(
          sumMoney(
            allocations.map((each) => each.amount),
            'BRL',
          ),
        ).toEqual(amount);
        for (const { paymentId, amount: part } of allocations) {
          const payment = payments.find((each) => each.paymentId === paymentId) ?? somePayment();
          expect(part.amount > 0n && part.amount <= refundable(payment).amount).toBe(true);
        }
      }),
    );
  });

  it('keeps its key at the provider', () => {
    const part = { paymentId: 'pay_1', attempt: 0 };
    expect(refundKey('rfd_1', part)).toBe(refundKey('rfd_1', part));
  });

  it('gets another key, and only for what the provider has refused, when it is tried again', () => {
    const part = { amount: brl(1), attempt: 0 } as const;
    const parts = [
      { ...part, paymentId: 'pay_1', outcome: 'done' },
      { ...part, paymentId: 'pay_2', outcome: 'refused' },
      { ...part, paymentId: 'pay_3', outcome: 'open' },
    ] as const;
    const again = begunAnew(parts);
    expect(again.map(({ outcome, attempt }) => [outcome, attempt])).toEqual([
      ['done', 0],
      ['open', 1],
      ['open', 0],
    ]);
    const keys = (each: readonly RefundPart[]) => each.map((one) => refundKey('rfd_1', one));
    expect(keys(again).map((key, at) => key === keys(parts)[at])).toEqual([true, false, true]);
  });
});
