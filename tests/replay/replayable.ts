import type { Olist, OlistOrder } from './olist.ts';
import { costOf, pairOf, sum } from './order-facts.ts';

/** Centavos by which the payments of an order may differ from its total. */
export const TOLERANCE = 2;
const MOST_PAYMENTS = 10;
const METHODS = new Set(['credit_card', 'debit_card', 'voucher', 'boleto']);

export type LeftOut = { readonly orderId: string; readonly why: string };

/** Parts the orders that a shop could have taken from those that the source tells too little of, or the impossible. */
export function replayable(olist: Olist): { olist: Olist; leftOut: LeftOut[] } {
  const leftOut: LeftOut[] = [];
  const orders = olist.orders.filter((order) => {
    const why = reasonAgainst(order);
    if (why !== null) leftOut.push({ orderId: order.id, why });
    return why === null;
  });
  return { olist: { ...olist, orders }, leftOut };
}

function reasonAgainst(order: OlistOrder): string | null {
  const { items, payments } = order;
  if (items.length === 0) return 'the source has no items for it';
  if (payments.length === 0) return 'the source has no payment for it';
  const unknown = payments.find((payment) => !METHODS.has(payment.type));
  if (unknown !== undefined) return `paid by ${unknown.type}`;
  if (payments.length > MOST_PAYMENTS) return `${payments.length} payments`;
  if (payments.length > 1 && payments.some((payment) => payment.type === 'boleto'))
    return 'a slip beside other payments';
  const difference = sum(payments.map((payment) => payment.amount)) - costOf(order).total;
  if (Math.abs(difference) > TOLERANCE) return `payments are off by ${difference} centavos`;
  return reasonAgainstItems(order);
}

function reasonAgainstItems({ items }: OlistOrder): string | null {
  for (const pieces of Map.groupBy(items, pairOf).values()) {
    const [first] = pieces;
    if (pieces.some((piece) => piece.price !== first?.price)) return 'one offer at two prices';
    if (pieces.some((piece) => piece.freight !== first?.freight)) return 'one offer at two freights';
  }
  return null;
}
