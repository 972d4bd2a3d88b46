import { describe, expect, it } from '@jest/globals';
import { timelineOf } from './moments.ts';
import type { OlistOrder } from './olist.ts';
import { settlementOf } from './order-facts.ts';

const at = (minutes: number): Date => new Date(Date.UTC(2018, 0, 1) + minutes * 60_000);
const card = { sequence: 1, type: 'credit_card', instalments: 1, amount: 1_000 };
const order: OlistOrder = {
  id: 'o1',
  customerId: 'c1',
  status: 'delivered',
  purchasedAt: at(0),
  approvedAt: at(10),
  handedOverAt: at(100),
  deliveredAt: at(200),
  items: [{ line: 1, productId: 'p', sellerId: 's', price: 900, freight: 100 }],
  payments: [card],
  skippedPayments: [],
};
const DAY = 24 * 60;
const told = (...orders: OlistOrder[]): string[] =>
  timelineOf(orders).map((moment) => `${moment.kind} ${(moment.at.getTime() - at(0).getTime()) / 60_000}`);

describe('how an order is paid', () => {
  it('at once when it is approved within fifteen minutes, after a review when later, by slip when it is one', () => {
    expect(settlementOf(order)).toBe('at-once');
    expect(settlementOf({ ...order, approvedAt: at(16) })).toBe('review');
    expect(settlementOf({ ...order, payments: [{ ...card, type: 'boleto' }] })).toBe('slip');
  });

  it('after a review when it was handed over before its approval: the parcel needs an order', () => {
    expect(settlementOf({ ...order, handedOverAt: at(5) })).toBe('review');
  });

  it('at once when a review would have outlasted the hold of the goods', () => {
    expect(settlementOf({ ...order, approvedAt: at(7 * DAY), handedOverAt: at(8 * DAY) })).toBe('at-once');
  });
});

describe('the timeline', () => {
  it('tells of an order step by step', () => {
    expect(told(order)).toEqual(['purchase 0', 'prepare 0', 'hand-over 100', 'deliver 200']);
  });

  it('tells of a hand-over before the purchase right after it, with the time at which it was', () => {
    const early = { ...order, handedOverAt: at(-45) };
    expect(told(early)).toEqual(['purchase 0', 'hand-over 0', 'approve 10', 'deliver 200']);
    expect(timelineOf([early]).map((moment) => moment.occurredAt)).toContainEqual(at(-45));
  });

  it('tells of a delivery before the approval', () => {
    const slip = { ...order, approvedAt: at(300), payments: [{ ...card, type: 'boleto' }] };
    expect(told(slip)).toEqual(['purchase 0', 'hand-over 100', 'deliver 200', 'approve 300']);
  });

  it('calls an order off that was cancelled, and lets the carrier report all the same', () => {
    const cancelled = { ...order, status: 'canceled', deliveredAt: null };
    expect(told(cancelled)).toEqual(['purchase 0', 'call-off 0', 'hand-over 100']);
  });

  it('has nothing after the purchase for an order that nobody paid', () => {
    const unpaid = { ...order, status: 'created', approvedAt: null, handedOverAt: null, deliveredAt: null };
    expect(told(unpaid)).toEqual(['purchase 0']);
  });

  it('goes by time over all orders', () => {
    const other = { ...order, id: 'o2', purchasedAt: at(50), approvedAt: at(50), handedOverAt: at(60) };
    expect(told(order, other).slice(2, 5)).toEqual(['purchase 50', 'prepare 50', 'hand-over 60']);
  });
});
