import { describe, expect, it } from '@jest/globals';
import { money } from '@souk/kernel';
import fc from 'fast-check';
import { somePayment, someReport } from './payment.example.ts';
import { takeIn } from './consequences.ts';
import type { ProviderReport } from './provider-report.ts';
import type { Payment } from './payment.ts';

const now = new Date('2018-01-01T12:00:00Z');
const later = new Date('2018-01-09T00:00:00Z');

describe('what a provider reports', () => {
  it('given a new payment, when it is authorised in the answer, then nothing is told', () => {
    const payment = somePayment();
    const decision = takeIn(payment, someReport(payment), 'answer', now);
    expect(decision).toMatchObject({
      kind: 'changed',
      payment: { state: 'authorised', version: 2, sequence: 1 },
      ledger: [],
      events: [],
    });
  });

  it('given a payment under review, when it is authorised later, then that is told', () => {
    const payment = somePayment({ state: 'under-review', sequence: 1 });
    const decision = takeIn(payment, someReport(payment), 'notice', now);
    expect(decision).toMatchObject({ kind: 'changed', events: [{ type: 'PaymentAuthorised' }] });
  });

  it('given an authorised payment, when it is captured, then the ledger takes it and it is told', () => {
    const payment = somePayment({ state: 'authorised', sequence: 1 });
    const report = someReport(payment, { state: 'captured', fee: money(25n, 'BRL') });
    expect(takeIn(payment, report, 'answer', now)).toMatchObject({
      kind: 'changed',
      payment: { state: 'captured', capturedAt: report.capturedAt },
      ledger: [{ kind: 'capture', source: `capture:${payment.paymentId}` }],
      events: [{ type: 'PaymentCaptured', subject: payment.orderId, data: { amount: { amount: 1000 } } }],
    });
  });

  it('given a slip whose time is over, when the provider voids it, then it has expired', () => {
    const payment = somePayment({ method: 'slip', state: 'pending', sequence: 1 });
    const report = someReport(payment, { state: 'voided' });
    expect(takeIn(payment, report, 'answer', later)).toMatchObject({
      payment: { state: 'expired' },
      events: [{ type: 'PaymentExpired' }],
    });
  });

  it('given an expired slip, when it is paid all the same, then the money is booked', () => {
    const payment = somePayment({ method: 'slip', state: 'expired', sequence: 2 });
    const report = someReport(payment, { state: 'captured' });
    expect(takeIn(payment, report, 'notice', later)).toMatchObject({
      payment: { state: 'captured' },
      ledger: [{ kind: 'capture' }],
      events: [{ type: 'PaymentCaptured' }],
    });
  });

  it('given a captured payment, when it is said to be voided, then that contradicts and changes nothing', () => {
    const payment = somePayment({ state: 'captured', captured: money(1000n, 'BRL'), sequence: 2 });
    expect(takeIn(payment, someReport(payment, { state: 'voided' }), 'notice', now)).toEqual({
      kind: 'contradiction',
      from: 'captured',
      to: 'voided',
    });
  });

  it('books a fee that comes after the capture', () => {
    const payment = somePayment({ state: 'captured', captured: money(1000n, 'BRL'), sequence: 2 });
    const report = someReport(payment, { state: 'captured', fee: money(10n, 'BRL') });
    expect(takeIn(payment, report, 'notice', now)).toMatchObject({ ledger: [{ kind: 'fee' }], events: [] });
  });

  it('takes effect once, in whatever order and however often reports come', () => {
    const payment = somePayment();
    const story = (['under-review', 'authorised', 'captured'] as const).map((state, index) =>
      someReport(payment, { state, sequence: index + 1 }),
    );
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...story), { maxLength: 12 }), (reports) => {
        const { ledger, events, end } = hear(payment, [...reports, ...story]);
        expect(end.state).toBe('captured');
        expect(ledger).toHaveLength(1);
        expect(events.filter((type) => type === 'PaymentCaptured')).toHaveLength(1);
      }),
    );
  });
});

function hear(payment: Payment, reports: readonly ProviderReport[]) {
  let end = payment;
  const ledger: string[] = [];
  const events: string[] = [];
  for (const report of reports) {
    const decision = takeIn(end, report, 'notice', now);
    expect(decision.kind).not.toBe('contradiction');
    if (decision.kind !== 'changed') continue;
    end = decision.payment;
    ledger.push(...decision.ledger.map((draft) => draft.source));
    events.push(...decision.events.map((event) => event.type));
  }
  return { end, ledger, events };
}
