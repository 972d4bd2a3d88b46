import { orderError } from '../errors.ts';
import type { OrderCommand } from './commands.ts';
import { cancelConsignments, cancelOrder } from './decisions/cancel.ts';
import { moveConsignment, reportCarrierEvent } from './decisions/move.ts';
import { completeRefund, failRefund, requestRefund } from './decisions/refund.ts';
import { settlePayments } from './decisions/settle.ts';
import type { OrderEvent } from './events.ts';
import type { Order } from './order.ts';

/**
 * What happens to the order on this command: the events, none when the command changes nothing (it came twice).
 * @throws DomainError of the orders table when the order's state does not allow it.
 */
export function decide(command: OrderCommand, order: Order | null): readonly OrderEvent[] {
  if (command.type === 'place-order') {
    return order === null ? [{ type: 'OrderPlaced', data: command.placed }] : [];
  }
  if (order === null) throw orderError('order-not-found');
  switch (command.type) {
    case 'settle-payments':
      return settlePayments(command, order);
    case 'cancel-order':
      return cancelOrder(command, order);
    case 'cancel-consignments':
      return cancelConsignments(command, order);
    case 'move-consignment':
      return moveConsignment(command, order);
    case 'report-carrier-event':
      return reportCarrierEvent(command, order);
    case 'request-refund':
      return requestRefund(command, order);
    case 'complete-refund':
      return completeRefund(command, order);
    case 'fail-refund':
      return failRefund(command, order);
  }
}
