import { isDomainError, type Id } from '@souk/kernel';
import { causedBy, type RequestContext } from '@souk/platform/context';
import { appendEvents, loadOrder, type Before, type Beside, type Session } from './data/order-stream.ts';
import type { Orders } from './deps.ts';
import type { OrderCommand } from './domain/commands.ts';
import { decide } from './domain/decide.ts';
import type { OrderEvent } from './domain/events.ts';
import type { Order } from './domain/order.ts';
import type { RecordedEvent } from './domain/public-events.ts';

type Handled = { readonly order: Order; readonly events: readonly OrderEvent[] };

type Handling = {
  readonly orders: Pick<Orders, 'store' | 'clock' | 'ids'>;
  readonly ctx: RequestContext;
  readonly session: NonNullable<Session>;
  readonly orderId: Id;
  readonly command: OrderCommand;
  readonly beside: Beside;
};

/**
 * Load, decide, append: in the caller's transaction, which runs again when somebody else changed the order meanwhile. What
 * else belongs into the transaction can be written `beside` it, which takes no further command.
 * @throws DomainError of the orders table when the order's state does not allow the command.
 */
export async function handleCommand(
  orders: Handling['orders'],
  ctx: RequestContext,
  session: Handling['session'],
  orderId: Id,
  command: OrderCommand,
  beside: Beside = () => [],
): Promise<Handled> {
  const handling = { orders, ctx, session, orderId, command, beside };
  if (command.type === 'place-order') return onOrder(handling, null);
  return (await onRemembered(handling)) ?? onOrder(handling, await loadOrder(orders.store, orderId, session));
}

function onOrder(handling: Handling, order: Order | null): Promise<Handled> {
  return append(handling, { order, from: 'stream' }, decide(handling.command, order));
}

/**
 * Decides on what this process remembers of the order; null when that does not end in a write that confirms it. It is
 * remembered again after the commit, so that a transaction that runs again reads the stream.
 */
async function onRemembered(handling: Handling): Promise<Handled | null> {
  const order = handling.orders.store.recent.take(handling.orderId);
  if (order === undefined) return null;
  const events = decided(handling.command, order);
  return events.length === 0 ? null : append(handling, { order, from: 'memory' }, events);
}

async function append(handling: Handling, before: Before, events: readonly OrderEvent[]): Promise<Handled> {
  const { orders, session, beside } = handling;
  const recorded = record(handling, before.order, events);
  return { order: await appendEvents(orders.store, session, before, recorded, beside), events };
}

/** No events where the command is refused: whether it really is, the stream must tell. */
function decided(command: OrderCommand, before: Order): readonly OrderEvent[] {
  try {
    return decide(command, before);
  } catch (error) {
    if (isDomainError(error)) return [];
    throw error;
  }
}

function record(
  { orders, ctx, orderId }: Handling,
  before: Order | null,
  events: readonly OrderEvent[],
): readonly RecordedEvent[] {
  const at = orders.clock.now();
  const start = before?.version ?? 0;
  return events.map((event, index) => ({
    id: orders.ids('event'),
    orderId,
    version: start + index + 1,
    at,
    requestId: ctx.requestId,
    causedBy: causedBy(ctx.identity),
    event,
  }));
}
