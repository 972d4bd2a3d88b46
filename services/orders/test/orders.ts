import { money, type Id, type Money } from '@souk/kernel';
import type { OrderEvent, OrderPlaced } from '../src/domain/events.ts';
import { fold } from '../src/domain/evolve.ts';
import type { Order, PlacedConsignment } from '../src/domain/order.ts';
import { totalsOf } from '../src/domain/totals.ts';

/** Builders of orders for tests. */

export const T0 = new Date('2026-03-01T10:00:00.000Z');
export const brl = (amount: bigint | number): Money => money(BigInt(amount), 'BRL');
/** The `n`-th id with that prefix. */
export const id = (prefix: string, n = 1): Id =>
  `${prefix}_01890000-0000-7000-8000-${String(n).padStart(12, '0')}`;

export const address = {
  recipient: 'Ana Souza',
  line1: 'Rua das Flores 12',
  line2: null,
  city: 'Curitiba',
  region: 'PR',
  postcode: '80010000',
  country: 'BR',
};

/** The consignment of seller `n` with one line for each unit price and quantity. */
export function consignment(
  n: number,
  lines: readonly (readonly [price: number, quantity: number])[],
  freight = 500,
  commissionBasisPoints = 1_000,
): PlacedConsignment {
  return {
    consignmentId: id('csg', n),
    sellerId: id('sel', n),
    commissionBasisPoints,
    freight: brl(freight),
    lines: lines.map(([price, quantity], index) => ({
      orderLineId: id('orl', n * 100 + index),
      offerId: id('ofr', n * 100 + index),
      productId: id('prd', n * 100 + index),
      variantId: id('var', n * 100 + index),
      sku: `SKU-${n}-${index}`,
      title: `Thing ${n}.${index}`,
      quantity,
      unitPrice: brl(price),
    })),
  };
}

/** A placed order of these consignments, to be paid by card in one payment of `pays` (the total unless said). */
export function placed(consignments: readonly PlacedConsignment[], pays: readonly number[] = []): OrderEvent {
  const totals = totalsOf(consignments, 'BRL');
  const amounts = pays.length === 0 ? [Number(totals.total.amount)] : pays;
  const data: OrderPlaced = {
    orderId: id('ord'),
    cartId: id('crt'),
    checkoutId: id('chk'),
    customerId: id('acc'),
    tokenHash: null,
    email: 'ana@example.com',
    address,
    reservationId: id('rsv'),
    ...totals,
    consignments,
    payments: amounts.map((amount, index) => ({
      paymentId: id('pay', index + 1),
      method: 'card',
      amount: brl(amount),
      instalments: 1,
    })),
  };
  return { type: 'OrderPlaced', data };
}

/** The order that these events make. */
export function orderOf(...events: readonly OrderEvent[]): Order {
  const order = fold(events.map((event) => ({ at: T0, event })));
  if (order === null) throw new TypeError('no events');
  return order;
}
