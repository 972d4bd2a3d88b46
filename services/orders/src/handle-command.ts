import { isDomainError, type Id } from '@souk/kernel';
import { causedBy, type RequestContext } from '@souk/platform/context';
import { appendEvents, loadOrder, type Session } from './data/order-stream.ts';
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
};

/**
 * Load, decide, append: in the caller's transaction, which runs again when somebody else changed the order meanwhile.
 * @throws DomainError of the orders table when the order's state does not allow the command.
 */
export async function handleCommand(
  orders: Handling['orders'],
  ctx: RequestContext,
  session: Handling['session'],
  orderId: Id,
  command: OrderCommand,
): Promise<Handled> {
  const handling = { orders, ctx, session, orderId, command };
  if (command.type === 'place-order') return onOrder(handling, null);
  return (await onRemembered(handling)) ?? onOrder(handling, await loadOrder(orders.store, orderId, session));
}

async function onOrder(handling: Handling, before: Order | null): Promise<Handled> {
  const { orders, session, command } = handling;
  const events = decide(command, before);
  const recorded = record(handling, before, events);
  const order = await appendEvents(orders.store, session, { order: before, from: 'stream' }, recorded);
  if (order === null) throw new TypeError('an order that was just read can only conflict');
  return { order, events };
}

/** Decides on what this process remembers of the order. Null when that does not end in a write that confirms it. */
async function onRemembered(handling: Handling): Promise<Handled | null> {
  const { orders, session, orderId, command } = handling;
  const before = orders.store.recent.get(orderId);
  if (before === undefined) return null;
  const events = decided(command, before);
  if (events.length > 0) {
    const recorded = record(handling, before, events);
    const order = await appendEvents(orders.store, session, { order: before, from: 'memory' }, recorded);
    if (order !== null) return { order, events };
  }
  orders.store.recent.forget(orderId);
  return null;
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
