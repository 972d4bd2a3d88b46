import type { OrderEvent } from '../events.ts';
import { fold } from '../evolve.ts';
import type { Capture, Order } from '../order.ts';

/** One event for each capture that the order does not know yet. */
export function recordCaptures(captures: readonly Capture[], order: Order): readonly OrderEvent[] {
  return captures
    .filter(({ paymentId }) => {
      const payment = order.payments.find((each) => each.paymentId === paymentId);
      return payment !== undefined && payment.capturedAt === null;
    })
    .map((capture) => ({ type: 'PaymentRecorded', data: capture }));
}

/** The order with `events` added, for decisions that build on one another; the moment does not matter to them. */
export function after(order: Order, events: readonly OrderEvent[]): Order {
  return (
    fold(
      events.map((event) => ({ at: order.placedAt, event })),
      order,
    ) ?? order
  );
}
