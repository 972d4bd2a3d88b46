import { atMost } from './at-most.ts';
import { readAll, type Caller } from './caller.ts';
import {
  countBy,
  describePayments,
  type Figures,
  type OrderFigures,
  type SellerBalance,
} from './expected.ts';
import { sum } from './order-facts.ts';
import { orderIdOf } from './people.ts';
import { STOCK } from './stock-the-shop.ts';

const READS_AT_ONCE = 16;

type Amount = { readonly amount: number };

type WireOrder = {
  readonly id: string;
  readonly status: string;
  readonly email: string | null;
  readonly items: Amount;
  readonly freight: Amount;
  readonly placedAt: string;
  readonly paidAt: string | null;
  readonly payments: readonly {
    readonly method: string;
    readonly amount: Amount;
    readonly instalments: number;
  }[];
  readonly consignments: readonly {
    readonly sellerId: string;
    readonly lines: readonly { readonly offerId: string }[];
  }[];
};

type WirePayment = {
  readonly orderId: string;
  readonly method: string;
  readonly captured: Amount;
  readonly refunded: Amount;
};

type WireTransaction = {
  readonly orderId: string;
  readonly postings: readonly { readonly account: string; readonly amount: Amount }[];
};

/** What Souk says, with what must hold of its books whatever was sold. */
export type ReadBack = Figures & {
  readonly ledgerSum: number;
  /** Payments of which the provider's books say something else than the ledger. */
  readonly unreconciled: number;
  readonly deadLetters: number;
};

/** Reads what the replay has left in Souk through the public API, as an administrator; other orders are left aside. */
export async function readBack(admin: Caller): Promise<ReadBack> {
  const all = (await readAll(admin, '/api/v1/orders')) as WireOrder[];
  const orders = all.filter((order) => orderIdOf(order.email) !== null);
  const ids = new Set(orders.map((order) => order.id));
  const own = <T extends { orderId: string }>(rows: T[]): T[] => rows.filter((row) => ids.has(row.orderId));
  const payments = own((await readAll(admin, '/api/v1/payments')) as WirePayment[]);
  const transactions = own((await readAll(admin, '/api/v1/ledger/transactions')) as WireTransaction[]);
  const stock = await readStock(admin, orders);
  const books = await readBooks(admin);
  return {
    orders: orders.length,
    ordersByStatus: countBy(orders.map((order) => order.status)),
    items: sum(orders.map((order) => order.items.amount)),
    freight: sum(orders.map((order) => order.freight.amount)),
    paid: sum(payments.map((payment) => payment.captured.amount)),
    refunded: sum(payments.map((payment) => payment.refunded.amount)),
    rounding: creditOn(transactions, 'rounding'),
    commission: creditOn(transactions, 'commission'),
    splitOrders: orders.filter((order) => order.consignments.length > 1).length,
    payments: countBy(payments.map((payment) => payment.method)),
    pieces: stock.gone,
    reserved: stock.reserved,
    sellers: await readBalances(admin, orders),
    byOrder: describeOrders(orders, payments),
    ...books,
  };
}

function creditOn(transactions: readonly WireTransaction[], account: string): number {
  const postings = transactions.flatMap((each) => each.postings).filter((each) => each.account === account);
  return 0 - sum(postings.map((posting) => posting.amount.amount));
}

function describeOrders(
  orders: readonly WireOrder[],
  payments: readonly WirePayment[],
): ReadonlyMap<string, OrderFigures> {
  const ofOrder = Map.groupBy(payments, (payment) => payment.orderId);
  return new Map(
    orders.map((order) => {
      const money = ofOrder.get(order.id) ?? [];
      const figures = {
        status: order.status,
        items: order.items.amount,
        freight: order.freight.amount,
        captured: sum(money.map((payment) => payment.captured.amount)),
        refunded: sum(money.map((payment) => payment.refunded.amount)),
        placedAt: order.placedAt,
        paidAt: order.paidAt,
        consignments: order.consignments.length,
        payments: describePayments(
          order.payments.map((payment) => ({ ...payment, amount: payment.amount.amount })),
        ),
      };
      return [orderIdOf(order.email) ?? '', figures];
    }),
  );
}

/** Balances by the references that the sellers were imported under. */
async function readBalances(
  admin: Caller,
  orders: readonly WireOrder[],
): Promise<ReadonlyMap<string, SellerBalance>> {
  const ids = new Set(orders.flatMap((order) => order.consignments.map((each) => each.sellerId)));
  const read = async (id: string): Promise<[string, SellerBalance]> => {
    const [seller, balance] = await Promise.all([
      admin.send('GET', `/api/v1/sellers/${id}`) as Promise<{ reference: string | null }>,
      admin.send('GET', `/api/v1/sellers/${id}/balance`) as Promise<{ pending: Amount; available: Amount }>,
    ]);
    const { pending, available } = balance;
    return [seller.reference ?? id, { pending: pending.amount, available: available.amount }];
  };
  const limited = atMost(READS_AT_ONCE);
  return new Map(await Promise.all([...ids].map((id) => limited(() => read(id)))));
}

async function readStock(
  admin: Caller,
  orders: readonly WireOrder[],
): Promise<{ gone: number; reserved: number }> {
  const ids = new Set(
    orders.flatMap((order) => order.consignments.flatMap((each) => each.lines.map((line) => line.offerId))),
  );
  const limited = atMost(READS_AT_ONCE);
  const stocks = await Promise.all(
    [...ids].map((id) =>
      limited(
        () =>
          admin.send('GET', `/api/v1/offers/${id}/stock`) as Promise<{ available: number; reserved: number }>,
      ),
    ),
  );
  const reserved = sum(stocks.map((stock) => stock.reserved));
  return { reserved, gone: stocks.length * STOCK - sum(stocks.map((stock) => stock.available)) - reserved };
}

async function readBooks(
  admin: Caller,
): Promise<Pick<ReadBack, 'ledgerSum' | 'unreconciled' | 'deadLetters'>> {
  const accounts = (await admin.send('GET', '/api/v1/ledger/accounts')) as { data: { net: Amount }[] };
  const comparisons = (await readAll(admin, '/api/v1/ledger/reconciliations')) as { difference: Amount }[];
  const letters = await readAll(admin, '/api/v1/dead-letters');
  return {
    ledgerSum: sum(accounts.data.map((account) => account.net.amount)),
    unreconciled: comparisons.filter((each) => each.difference.amount !== 0).length,
    deadLetters: letters.length,
  };
}
