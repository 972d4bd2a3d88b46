import type { Offer } from '../world/shop.ts';
import type { BookedPayment, WireOrder, WireTransaction } from '../world/wire.ts';
import { finding, forEach, type Finding } from './finding.ts';
import type { Books } from './read-books.ts';

/** Where an order may come to rest, once every slip is paid and every review decided. */
const ENDS: ReadonlySet<string> = new Set([
  'paid',
  'processing',
  'invoiced',
  'shipped',
  'delivered',
  'cancelled',
]);

/** What must hold whenever everything has come to rest, however often anything was killed on the way. */
export function checkBooks(books: Books, offers: readonly Offer[]): Finding[] {
  return [
    forEach('each order reached one end state', books.orders, endState),
    onePerCart(books.orders),
    forEach('a paid order has exactly its total', books.orders, paidInFull),
    forEach('refunds asked for were carried out', books.orders, refundsDone),
    moneyByOrder(books),
    forEach('provider’s books = ledger, payment by payment', books.reconciliations, reconciled),
    forEach('each ledger transaction sums to zero', books.transactions, balanced),
    ledgerSum(books),
    effectsOnce(books),
    finding(
      'no event is in the dead letters',
      books.deadLetters.length,
      books.deadLetters.map(({ id, error }) => `${id}: ${error}`),
    ),
    stockAddsUp(books, offers),
  ];
}

function endState({ id, status, paidAt }: WireOrder): string | null {
  if (!ENDS.has(status)) return `${id} is still ${status}`;
  return status !== 'cancelled' && paidAt === null ? `${id} is ${status} but not paid` : null;
}

function onePerCart(orders: readonly WireOrder[]): Finding {
  const byCart = Map.groupBy(orders, ({ cartId }) => cartId);
  const broken = [...byCart].flatMap(([cartId, made]) =>
    made.length === 1 ? [] : `${cartId} made ${made.length} orders`,
  );
  return finding('one cart makes at most one order', byCart.size, broken);
}

function paidInFull({ id, paidAt, captured, total, payments }: WireOrder): string | null {
  if (paidAt === null) return null;
  if (captured.amount !== total.amount) return `${id} costs ${total.amount} and got ${captured.amount}`;
  return payments.every(({ capturedAt }) => capturedAt !== null) ? null : `${id} misses a payment`;
}

function refundsDone({ id, refunds }: WireOrder): string | null {
  const open = refunds.filter(({ state }) => state !== 'refunded');
  return open.length === 0 ? null : `${id} waits for ${open.map((refund) => refund.id).join(', ')}`;
}

/** What the provider took for an order and kept = what the order got − what it gave back; nothing for what is no order. */
function moneyByOrder({ orders, booked }: Books): Finding {
  const known = new Map(orders.map((order) => [order.id, order]));
  const byOrder = Map.groupBy(booked, ({ orderReference }) => orderReference);
  const broken = [...byOrder].flatMap(([orderId, payments]) => {
    const order = known.get(orderId);
    const taken = sum(payments, ({ captured }) => captured.amount);
    const kept = taken - sum(payments, ({ refunded }) => refunded.amount);
    const due =
      order === undefined ? 0 : order.captured.amount - sum(order.refunds, (refund) => refund.amount.amount);
    const once = order === undefined || taken <= order.total.amount;
    return kept === due && once ? [] : `${orderId}: the provider took ${taken} and kept ${kept}; due ${due}`;
  });
  const strangers = orders.filter(({ id, paidAt }) => paidAt !== null && !byOrder.has(id));
  return finding('the provider took each order’s money once', byOrder.size, [
    ...broken,
    ...strangers.map(({ id }) => `${id} is paid, but the provider does not know it`),
  ]);
}

function reconciled({ paymentId, difference }: Books['reconciliations'][number]): string | null {
  return difference.amount === 0 ? null : `${paymentId}: the ledger has ${difference.amount} too much`;
}

function balanced({ id, postings }: WireTransaction): string | null {
  const total = sum(postings, ({ amount }) => amount.amount);
  return total === 0 ? null : `${id} sums to ${total}`;
}

function ledgerSum({ accounts }: Books): Finding {
  const total = sum(accounts, ({ net }) => net.amount);
  return finding('the ledger sums to zero', accounts.length, total === 0 ? [] : [`it sums to ${total}`]);
}

/** Every event with an effect on the ledger left it there exactly once. */
function effectsOnce({ orders, transactions, booked }: Books): Finding {
  const counts = new Map<string, number>();
  for (const { kind, orderId } of transactions) count(counts, `${kind} ${orderId}`);
  const expected = new Map<string, number>();
  for (const order of orders) {
    if (order.paidAt !== null) count(expected, `settlement ${order.id}`);
    const delivered = order.consignments.filter(({ status }) => status === 'delivered');
    if (delivered.length > 0) count(expected, `release ${order.id}`, delivered.length);
    if (order.refunds.length > 0) count(expected, `refund ${order.id}`, order.refunds.length);
  }
  for (const { orderReference, captured } of booked.filter(hasMoney)) {
    if (captured.amount > 0) count(expected, `capture ${orderReference}`);
  }
  const names = new Set([...counts.keys(), ...expected.keys()].filter((name) => !name.startsWith('fee ')));
  const broken = [...names].flatMap((name) => {
    const [is, should] = [counts.get(name) ?? 0, expected.get(name) ?? 0];
    return is === should ? [] : `${name}: ${is} times, expected ${should}`;
  });
  return finding('each event took effect once', names.size, broken);
}

function hasMoney({ captured }: BookedPayment): boolean {
  return captured.amount > 0;
}

/** available + reserved + sold = what was there at first, nothing is reserved any more, and what is sold was ordered. */
function stockAddsUp({ orders, stocks }: Books, offers: readonly Offer[]): Finding {
  const ordered = new Map<string, number>();
  for (const { paidAt, consignments } of orders) {
    if (paidAt === null) continue;
    for (const { status, lines } of consignments) {
      if (status === 'cancelled') continue;
      for (const { offerId, quantity } of lines) count(ordered, offerId, quantity);
    }
  }
  return forEach('stock + reservations + sold = initial', offers, ({ offerId, stock: initial }) => {
    const level = stocks.get(offerId);
    if (level === undefined) return `${offerId} has no stock any more`;
    const { available, reserved, sold } = level;
    const says = `${offerId}: ${available} + ${reserved} + ${sold}, of ${initial}; ${ordered.get(offerId) ?? 0} ordered`;
    const adds = available + reserved + sold === initial && available >= 0;
    return adds && reserved === 0 && sold === (ordered.get(offerId) ?? 0) ? null : says;
  });
}

function sum<T>(of: readonly T[], amount: (each: T) => number): number {
  return of.reduce((total, each) => total + amount(each), 0);
}

function count(counts: Map<string, number>, name: string, by = 1): void {
  counts.set(name, (counts.get(name) ?? 0) + by);
}
