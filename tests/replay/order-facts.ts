import type { OlistItem, OlistOrder } from './olist.ts';

const MINUTES = 60_000;
const DAYS = 24 * 60 * MINUTES;

/** How long Souk holds the goods of an order whose money has not come. */
export const HOLD_MS = 7 * DAYS;
/** An approval within this time is that of a payment made at once; a later one was a review. */
const AT_ONCE_MS = 15 * MINUTES;

/** The money comes with the purchase, after the provider's review, or when the slip is paid at the bank. */
export type Settlement = 'at-once' | 'review' | 'slip';

/** Whether the order's money ever came: the source gives an order that is not paid no time of approval. */
export function isPaid(order: OlistOrder): boolean {
  if (order.status === 'created') return false;
  const calledOff = order.status === 'canceled' || order.status === 'unavailable';
  return order.approvedAt !== null || !calledOff;
}

/** How the order is paid. What is handed over before its approval has to exist before it, and so waits for a review. */
export function settlementOf(order: OlistOrder): Settlement {
  if (order.payments.some((payment) => payment.type === 'boleto')) return 'slip';
  const { approvedAt, handedOverAt, purchasedAt } = order;
  if (approvedAt === null) return isPaid(order) ? 'at-once' : 'review';
  const waited = approvedAt.getTime() - purchasedAt.getTime();
  // A provider's review that outlasts the hold has lapsed; such a payment can only have been made at once.
  if (waited >= HOLD_MS) return 'at-once';
  if (handedOverAt !== null && handedOverAt < approvedAt) return 'review';
  return waited <= AT_ONCE_MS ? 'at-once' : 'review';
}

/** When Souk has the money; null when it never comes. */
export function paidAt(order: OlistOrder): Date | null {
  if (!isPaid(order)) return null;
  if (settlementOf(order) === 'at-once' || order.approvedAt === null) return order.purchasedAt;
  return order.approvedAt;
}

export type OlistLine = {
  readonly sellerId: string;
  readonly productId: string;
  readonly price: number;
  readonly quantity: number;
  readonly freight: number;
};

/** The pieces of one product from one seller at one price are one line of the order. */
export function lines(order: OlistOrder): OlistLine[] {
  const found = new Map<string, OlistLine>();
  for (const item of order.items) {
    const key = pairOf(item);
    const line = found.get(key);
    const { productId, sellerId, price, freight } = item;
    if (line !== undefined && line.price !== price)
      throw new TypeError(`order ${order.id} holds one offer at two prices`);
    const before = line ?? { quantity: 0, freight: 0 };
    found.set(key, {
      sellerId,
      productId,
      price,
      quantity: before.quantity + 1,
      freight: before.freight + freight,
    });
  }
  return [...found.values()];
}

/** Names the offer: who sells what. */
export function pairOf({ productId, sellerId }: Pick<OlistItem, 'productId' | 'sellerId'>): string {
  return `${productId}|${sellerId}`;
}

export function sum(amounts: readonly number[]): number {
  return amounts.reduce((a, b) => a + b, 0);
}

/** What the goods and their freight cost, in centavos. */
export function costOf(order: OlistOrder): { items: number; freight: number; total: number } {
  const items = sum(order.items.map((item) => item.price));
  const freight = sum(order.items.map((item) => item.freight));
  return { items, freight, total: items + freight };
}
