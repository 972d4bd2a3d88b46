import type { Olist, OlistOrder } from './olist.ts';

/** What Souk must say after the replay, in centavos; worked out here from the tables alone. */
export type Figures = {
  readonly orders: number;
  readonly ordersByStatus: Readonly<Record<string, number>>;
  readonly items: number;
  readonly freight: number;
  readonly paid: number;
  readonly refunded: number;
  /** Captured − total over the orders that keep their money. */
  readonly rounding: number;
  readonly splitOrders: number;
  readonly commission: number;
  readonly sellers: ReadonlyMap<string, { readonly pending: number; readonly available: number }>;
};

/** The marketplace's share in basis points that the replay gives every seller. */
export const COMMISSION_BASIS_POINTS = 1_200;

/** The source's states in Souk's words. */
const STATUS: Readonly<Record<string, string>> = {
  created: 'awaiting-payment',
  approved: 'paid',
  processing: 'processing',
  invoiced: 'invoiced',
  shipped: 'shipped',
  delivered: 'delivered',
  canceled: 'cancelled',
  unavailable: 'cancelled',
};

/** The state that the source's order is to reach in Souk. @throws for a state that the source never had. */
export function expectedStatus(order: OlistOrder): string {
  const status = STATUS[order.status];
  if (status === undefined) throw new TypeError(`order ${order.id} has an unknown status "${order.status}"`);
  return status;
}

/** Works out all figures. A cancelled order is refunded in full and leaves nobody a balance. */
export function expectedFigures(olist: Olist): Figures {
  const byStatus: Record<string, number> = {};
  const sellers = new Map<string, { pending: number; available: number }>();
  const sum = { items: 0, freight: 0, paid: 0, refunded: 0, rounding: 0, commission: 0, split: 0 };
  for (const order of olist.orders) {
    const status = expectedStatus(order);
    byStatus[status] = (byStatus[status] ?? 0) + 1;
    if (new Set(order.items.map((item) => item.sellerId)).size > 1) sum.split += 1;
    sum.items += total(order.items.map((item) => item.price));
    sum.freight += total(order.items.map((item) => item.freight));
    const captured =
      status === 'awaiting-payment' ? 0 : total(order.payments.map((payment) => payment.amount));
    sum.paid += captured;
    if (status === 'cancelled') sum.refunded += captured;
    if (status === 'cancelled' || status === 'awaiting-payment') continue;
    sum.rounding += captured - total(order.items.map((item) => item.price + item.freight));
    sum.commission += creditSellers(sellers, order, status);
  }
  return {
    orders: olist.orders.length,
    ordersByStatus: byStatus,
    items: sum.items,
    freight: sum.freight,
    paid: sum.paid,
    refunded: sum.refunded,
    rounding: sum.rounding,
    splitOrders: sum.split,
    commission: sum.commission,
    sellers,
  };
}

/** Adds the order to its sellers' balances and returns its commission, taken per order line: price × pieces of one offer. */
function creditSellers(
  sellers: Map<string, { pending: number; available: number }>,
  order: OlistOrder,
  status: string,
): number {
  let commissions = 0;
  for (const line of lines(order)) {
    const commission = Math.floor((line.price * line.quantity * COMMISSION_BASIS_POINTS + 5_000) / 10_000);
    const share = line.price * line.quantity - commission + line.freight;
    const balance = sellers.get(line.sellerId) ?? { pending: 0, available: 0 };
    sellers.set(line.sellerId, balance);
    if (status === 'delivered') balance.available += share;
    else balance.pending += share;
    commissions += commission;
  }
  return commissions;
}

/** The pieces of one product from one seller at one price are one line of the order. */
export function lines(
  order: OlistOrder,
): { sellerId: string; productId: string; price: number; quantity: number; freight: number }[] {
  const found = new Map<
    string,
    { sellerId: string; productId: string; price: number; quantity: number; freight: number }
  >();
  for (const item of order.items) {
    const key = `${item.productId}|${item.sellerId}`;
    const line = found.get(key);
    if (line === undefined) {
      const { sellerId, productId, price, freight } = item;
      found.set(key, { sellerId, productId, price, quantity: 1, freight });
    } else {
      if (line.price !== item.price) throw new TypeError(`order ${order.id} holds one offer at two prices`);
      line.quantity += 1;
      line.freight += item.freight;
    }
  }
  return [...found.values()];
}

function total(amounts: readonly number[]): number {
  return amounts.reduce((a, b) => a + b, 0);
}
