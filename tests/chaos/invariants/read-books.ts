import type { Api } from '../world/api.ts';
import type { Offer } from '../world/shop.ts';
import type {
  BookedPayment,
  WireAccountSum,
  WireDeadLetter,
  WireOrder,
  WireReconciliation,
  WireStock,
  WireTransaction,
} from '../world/wire.ts';

/** Everything that the public API tells of orders, money and stock. */
export type Books = {
  readonly orders: readonly WireOrder[];
  /** The provider's own books. */
  readonly booked: readonly BookedPayment[];
  readonly accounts: readonly WireAccountSum[];
  readonly transactions: readonly WireTransaction[];
  readonly reconciliations: readonly WireReconciliation[];
  readonly deadLetters: readonly WireDeadLetter[];
  readonly stocks: ReadonlyMap<string, WireStock>;
};

const AT_ONCE = 32;

/** Reads the books as an administrator. */
export async function readBooks(admin: Api, offers: readonly Offer[]): Promise<Books> {
  const accounts = await admin.ask<{ data: WireAccountSum[] }>('GET', '/ledger/accounts');
  return {
    orders: await admin.all('/orders'),
    booked: await admin.all('/sandbox/v1/payments'),
    accounts: accounts.data,
    transactions: await admin.all('/ledger/transactions'),
    reconciliations: await admin.all('/ledger/reconciliations'),
    deadLetters: await admin.all('/dead-letters'),
    stocks: await readStocks(admin, offers),
  };
}

async function readStocks(admin: Api, offers: readonly Offer[]): Promise<Map<string, WireStock>> {
  const stocks = new Map<string, WireStock>();
  for (let from = 0; from < offers.length; from += AT_ONCE) {
    const some = offers.slice(from, from + AT_ONCE);
    const levels = await Promise.all(
      some.map(({ offerId }) => admin.ask<WireStock>('GET', `/offers/${offerId}/stock`)),
    );
    for (const level of levels) stocks.set(level.offerId, level);
  }
  return stocks;
}
