import type { Id } from '@souk/kernel';
import { causedBy, type RequestContext } from '@souk/platform/context';
import { appendEvents, loadOrder, type Session } from './data/order-stream.ts';
import type { Orders } from './deps.ts';
import type { OrderCommand } from './domain/commands.ts';
import { decide } from './domain/decide.ts';
import type { OrderEvent } from './domain/events.ts';
import type { Order } from './domain/order.ts';

type Handled = { readonly order: Order; readonly events: readonly OrderEvent[] };

/**
 * Load, decide, append: in the caller's transaction, which runs again when somebody else changed the order meanwhile.
 * @throws DomainError of the orders table when the order's state does not allow the command.
 */
export async function handleCommand(
  orders: Pick<Orders, 'store' | 'clock' | 'ids'>,
  ctx: RequestContext,
  session: NonNullable<Session>,
  orderId: Id,
  command: OrderCommand,
): Promise<Handled> {
  const before = command.type === 'place-order' ? null : await loadOrder(orders.store, orderId, session);
  const events = decide(command, before);
  const at = orders.clock.now();
  const start = before?.version ?? 0;
  const recorded = events.map((event, index) => ({
    id: orders.ids('event'),
    orderId,
    version: start + index + 1,
    at,
    requestId: ctx.requestId,
    causedBy: causedBy(ctx.identity),
    event,
  }));
  return { order: await appendEvents(orders.store, session, before, recorded), events };
}
