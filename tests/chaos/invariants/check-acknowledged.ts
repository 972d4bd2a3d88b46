import type { Entry } from '../buyers/journal.ts';
import type { Api } from '../world/api.ts';
import type { WireCart, WireOrder } from '../world/wire.ts';
import { forEach, finding, type Finding } from './finding.ts';
import type { Books } from './read-books.ts';

type Of<What extends Entry['what']> = Extract<Entry, { readonly what: What }>;

/** Everything that was answered with a 2xx is there: orders, cancellations, deliveries, refunds, and what is in the carts. */
export async function checkAcknowledged(
  guest: Api,
  journal: readonly Entry[],
  { orders }: Books,
): Promise<Finding[]> {
  const byId = new Map(orders.map((order) => [order.id, order]));
  const byCart = new Map(orders.map((order) => [order.cartId, order]));
  const order = (orderId: string): WireOrder | undefined => byId.get(orderId);
  return [
    forEach('acknowledged: orders are there', entries(journal, 'checkout'), ({ orderId, cartId }) => {
      if (orderId === null) return null;
      return order(orderId)?.cartId === cartId ? null : `${orderId} of ${cartId} is gone`;
    }),
    forEach('acknowledged: paid orders are paid', entries(journal, 'completed'), ({ orderId, total }) => {
      const found = order(orderId);
      const paid = found !== undefined && found.paidAt !== null && found.total.amount === total;
      return paid ? null : `${orderId} was completed for ${total}`;
    }),
    forEach('acknowledged: cancellations took effect', entries(journal, 'cancelled'), ({ orderId }) =>
      order(orderId)?.status === 'cancelled' ? null : `${orderId} is ${order(orderId)?.status ?? 'gone'}`,
    ),
    forEach('acknowledged: deliveries took effect', entries(journal, 'delivered'), (entry) => {
      const { orderId, consignmentId } = entry;
      const consignment = order(orderId)?.consignments.find(({ id }) => id === consignmentId);
      return consignment?.status === 'delivered'
        ? null
        : `${consignmentId} is ${consignment?.status ?? 'gone'}`;
    }),
    forEach('acknowledged: refunds are there', entries(journal, 'refund'), ({ orderId, refundId }) =>
      order(orderId)?.refunds.some(({ id }) => id === refundId) === true ? null : `${refundId} is gone`,
    ),
    await linesInPlace(guest, journal, byCart),
    finding(
      'no answer was an unexpected 5xx',
      journal.length,
      entries(journal, 'fault').map(({ answer }) => answer),
    ),
  ];
}

/** Each line that was acknowledged stands in its cart, or in the order that the cart has become, once. */
async function linesInPlace(
  guest: Api,
  journal: readonly Entry[],
  byCart: ReadonlyMap<string, WireOrder>,
): Promise<Finding> {
  const wanted = Map.groupBy(entries(journal, 'line'), ({ cartId }) => cartId);
  const broken: string[] = [];
  for (const { cartId, token } of entries(journal, 'cart')) {
    const order = byCart.get(cartId);
    const there =
      order?.consignments.flatMap(({ lines }) => lines) ??
      (await guest.ask<WireCart>('GET', `/carts/${cartId}`, undefined, { 'cart-token': token })).lines;
    for (const { offerId, quantity } of wanted.get(cartId) ?? []) {
      const found = there.find((line) => line.offerId === offerId);
      if (found?.quantity !== quantity)
        broken.push(`${cartId}: ${quantity} of ${offerId} acknowledged, ${found?.quantity ?? 0} there`);
    }
  }
  return finding('acknowledged: cart lines are there', entries(journal, 'line').length, broken);
}

function entries<What extends Entry['what']>(journal: readonly Entry[], what: What): readonly Of<What>[] {
  return journal.filter((entry): entry is Of<What> => entry.what === what);
}
