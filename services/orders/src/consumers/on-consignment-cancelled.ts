import type { Consumer } from '@souk/platform/events';
import { loadOrder } from '../data/order-stream.ts';
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
      const order = await loadOrder(orders.store, orderId);
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
