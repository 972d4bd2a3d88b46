import type { Consumer } from '@souk/platform/events';
import { loadOrderAt } from '../data/order-stream.ts';
import type { Orders } from '../deps.ts';
import { consignmentOf } from '../domain/decisions/find.ts';

/**
 * Puts the pieces of a consignment that was called off after payment back on the shelf; inventory does it once. Before
 * payment they are only reserved, and the checkout releases them.
 */
export function onConsignmentCancelled(orders: Orders): Consumer {
  return {
    name: 'orders.on-consignment-cancelled',
    types: ['ConsignmentCancelled'],
    handle: async (ctx, event) => {
      if (event.type !== 'ConsignmentCancelled') return;
      const { orderId, consignmentId } = event.data;
      // As it was then: an order that lapsed unpaid may have been paid since.
      const order = await loadOrderAt(orders.store, orderId, event.id);
      if (order === null || order.paidAt === null) return;
      const { lines } = consignmentOf(order, consignmentId);
      await orders.inventory.returnStock(ctx, {
        returnId: event.id,
        reservationId: order.reservationId,
        lines: lines.map(({ offerId, quantity }) => ({ offerId, quantity })),
      });
    },
  };
}
