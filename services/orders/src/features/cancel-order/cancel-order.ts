import type { Id } from '@souk/kernel';
import type { RequestContext } from '@souk/platform/context';
import { unitOfWork } from '@souk/platform/data';
import { orderScope, requireVersion } from '../../access.ts';
import { findOrder } from '../../data/orders.ts';
import type { Orders } from '../../deps.ts';
import { backOut, failWith } from '../../domain/checkout-news.ts';
import { isWaiting } from '../../domain/checkout.ts';
import type { Order } from '../../domain/order.ts';
import { orderError } from '../../errors.ts';
import { handleCommand } from '../../handle-command.ts';
import { applyNews } from '../check-out/apply-news.ts';

export type Cancellation = {
  readonly orderId: Id;
  /** Null: the whole order. */
  readonly consignmentIds: readonly Id[] | null;
  readonly reason: string;
};

/**
 * Calls an order off, or some of its consignments, before they are shipped. Unpaid, its checkout is undone: payments are
 * voided and the stock released. Paid, the money for it is asked back. Doing it again changes nothing.
 * @throws DomainError `order-busy` while nobody knows whether the money has been taken.
 */
export async function cancelOrder(
  orders: Orders,
  ctx: RequestContext,
  cancellation: Cancellation,
): Promise<Order> {
  const order = await find(orders, ctx, cancellation.orderId);
  requireVersion(ctx, order.version);
  if (order.paidAt === null && order.cancelReason === null)
    await undoCheckout(orders, ctx, order, cancellation);
  const { paidAt, cancelReason } = await find(orders, ctx, order.orderId);
  if (paidAt !== null) await cancelPaid(orders, ctx, cancellation);
  // Its checkout is on the way to the one or the other.
  else if (cancelReason === null) throw orderError('order-busy');
  return find(orders, ctx, order.orderId);
}

async function find(orders: Orders, ctx: RequestContext, orderId: Id): Promise<Order> {
  const order = await findOrder(orders.store, orderScope(ctx), orderId);
  if (order === null) throw orderError('order-not-found');
  return order;
}

async function undoCheckout(
  orders: Orders,
  ctx: RequestContext,
  order: Order,
  { consignmentIds, reason }: Cancellation,
): Promise<void> {
  const some = order.consignments.some(
    ({ consignmentId }) => consignmentIds?.includes(consignmentId) === false,
  );
  // What is paid is the sum of everything: parts can be called off once the money is there.
  if (some) throw orderError('order-state', { status: order.status });
  await applyNews(orders, ctx, {
    checkoutId: order.checkoutId,
    newsId: `cancellation:${ctx.commandId}`,
    awaitsCaptures: true,
    change: (checkout) =>
      isWaiting(checkout) ? backOut(checkout, failWith('checkout-cancelled', { reason })) : null,
  });
}

async function cancelPaid(
  orders: Orders,
  ctx: RequestContext,
  { orderId, consignmentIds, reason }: Cancellation,
): Promise<void> {
  await unitOfWork(orders.db, ctx, async (session) => {
    const refundId = orders.ids('refund');
    const command =
      consignmentIds === null
        ? ({ type: 'cancel-order', reason, captures: [], refundId } as const)
        : ({ type: 'cancel-consignments', consignmentIds, reason, refundId } as const);
    await handleCommand(orders, ctx, session, orderId, command);
    return orderId;
  });
}
