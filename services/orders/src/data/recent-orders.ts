import type { Id } from '@souk/kernel';
import type { Order } from '../domain/order.ts';

/** Orders as this process last wrote them. Others may have written since: what rests on it must check the version. */
export type RecentOrders = {
  /** Gives the order and forgets it, until its next write has been committed. */
  take(orderId: Id): Order | undefined;
  /** To be called when the write has been committed. */
  keep(order: Order): void;
};

/** A new order is paid, moved or called off soon, by the process that made it more often than not. */
export function recentOrders(atMost = 1_000): RecentOrders {
  const orders = new Map<Id, Order>();
  return {
    take: (orderId) => {
      const order = orders.get(orderId);
      orders.delete(orderId);
      return order;
    },
    keep: (order) => {
      // Last in, last out.
      orders.delete(order.orderId);
      orders.set(order.orderId, order);
      const oldest = orders.size > atMost ? orders.keys().next() : undefined;
      if (oldest?.done === false) orders.delete(oldest.value);
    },
  };
}
