import { timelineOf } from './moments.ts';
import type { Olist, OlistOrder } from './olist.ts';
import { costOf, HOLD_MS, isPaid, lines, paidAt, sum } from './order-facts.ts';

export type SellerBalance = { readonly pending: number; readonly available: number };

/** What Souk must say of one order. */
export type OrderFigures = {
  readonly status: string;
  readonly items: number;
  readonly freight: number;
  readonly captured: number;
  readonly refunded: number;
  readonly placedAt: string;
  readonly paidAt: string | null;
  readonly consignments: number;
  /** Method, amount and instalments of each payment, sorted. */
  readonly payments: string;
};

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
  /** Number of payments by method. */
  readonly payments: Readonly<Record<string, number>>;
  /** Pieces that have left the stock. */
  readonly pieces: number;
  /** Pieces held for orders that are not paid yet. */
  readonly reserved: number;
  readonly sellers: ReadonlyMap<string, SellerBalance>;
  readonly byOrder: ReadonlyMap<string, OrderFigures>;
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

/** The source's ways to pay in Souk's words. */
const METHOD: Readonly<Record<string, 'card' | 'debit' | 'voucher' | 'slip'>> = {
  credit_card: 'card',
  debit_card: 'debit',
  voucher: 'voucher',
  boleto: 'slip',
};

/** The state that the source's order reaches in Souk by `end`. @throws for a state that the source never had. */
export function expectedStatus(order: OlistOrder, end: Date): string {
  const status = STATUS[order.status];
  if (status === undefined) throw new TypeError(`order ${order.id} has an unknown status "${order.status}"`);
  const lapsed = !isPaid(order) && order.purchasedAt.getTime() + HOLD_MS <= end.getTime();
  return lapsed ? 'cancelled' : status;
}

/** Works out all figures. A cancelled order is refunded in full and leaves nobody a balance. */
export function expectedFigures(olist: Olist): Figures {
  const end = timelineOf(olist.orders).at(-1)?.at ?? new Date(0);
  const byOrder = new Map(olist.orders.map((order) => [order.id, expectedOrder(order, end)]));
  const orders = [...byOrder.values()];
  const kept = olist.orders.filter((order) => keepsItsMoney(order, byOrder));
  return {
    orders: orders.length,
    ordersByStatus: countBy(orders.map((order) => order.status)),
    items: sum(orders.map((order) => order.items)),
    freight: sum(orders.map((order) => order.freight)),
    paid: sum(orders.map((order) => order.captured)),
    refunded: sum(orders.map((order) => order.refunded)),
    rounding: sum(kept.map((order) => paymentsOf(order) - costOf(order).total)),
    splitOrders: orders.filter((order) => order.consignments > 1).length,
    commission: sum(kept.flatMap((order) => lines(order).map(commissionOf))),
    payments: countBy(olist.orders.flatMap((order) => order.payments.map((each) => methodOf(each.type)))),
    pieces: sum(kept.map((order) => order.items.length)),
    reserved: sum(
      olist.orders
        .filter((order) => byOrder.get(order.id)?.status === 'awaiting-payment')
        .map((order) => order.items.length),
    ),
    sellers: sellerBalances(kept, byOrder),
    byOrder,
  };
}

function keepsItsMoney(order: OlistOrder, byOrder: Figures['byOrder']): boolean {
  const figures = byOrder.get(order.id);
  return figures !== undefined && figures.captured > figures.refunded;
}

function expectedOrder(order: OlistOrder, end: Date): OrderFigures {
  const status = expectedStatus(order, end);
  const captured = isPaid(order) ? paymentsOf(order) : 0;
  const { items, freight } = costOf(order);
  return {
    status,
    items,
    freight,
    captured,
    refunded: status === 'cancelled' ? captured : 0,
    placedAt: order.purchasedAt.toISOString(),
    paidAt: paidAt(order)?.toISOString() ?? null,
    consignments: new Set(order.items.map((item) => item.sellerId)).size,
    payments: describePayments(
      order.payments.map(({ type, amount, instalments }) => ({
        method: methodOf(type),
        amount,
        instalments: type === 'credit_card' ? instalments : 1,
      })),
    ),
  };
}

/** One text for a set of payments, so that sets can be compared. */
export function describePayments(
  payments: readonly { readonly method: string; readonly amount: number; readonly instalments: number }[],
): string {
  return payments
    .map(({ method, amount, instalments }) => `${method} ${amount} in ${instalments}`)
    .toSorted()
    .join(', ');
}

function sellerBalances(
  kept: readonly OlistOrder[],
  byOrder: Figures['byOrder'],
): ReadonlyMap<string, SellerBalance> {
  const sellers = new Map<string, SellerBalance>();
  for (const order of kept) {
    const delivered = byOrder.get(order.id)?.status === 'delivered';
    for (const line of lines(order)) {
      const share = line.price * line.quantity - commissionOf(line) + line.freight;
      const { pending, available } = sellers.get(line.sellerId) ?? { pending: 0, available: 0 };
      sellers.set(line.sellerId, {
        pending: delivered ? pending : pending + share,
        available: delivered ? available + share : available,
      });
    }
  }
  return sellers;
}

/** Taken per order line, half up: price × pieces of one offer. */
function commissionOf({ price, quantity }: { readonly price: number; readonly quantity: number }): number {
  return Math.floor((price * quantity * COMMISSION_BASIS_POINTS + 5_000) / 10_000);
}

export function methodOf(type: string): 'card' | 'debit' | 'voucher' | 'slip' {
  const method = METHOD[type];
  if (method === undefined) throw new TypeError(`there is no method for "${type}"`);
  return method;
}

function paymentsOf(order: OlistOrder): number {
  return sum(order.payments.map((payment) => payment.amount));
}

export function countBy(words: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}
