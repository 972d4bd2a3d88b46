import type { Id } from '@souk/kernel';
import { orderError } from '../../errors.ts';
import type { Consignment, Order } from '../order.ts';

/** The order's consignment of that id. @throws DomainError `consignment-not-found`. */
export function consignmentOf(order: Order, consignmentId: Id): Consignment {
  const found = order.consignments.find((each) => each.consignmentId === consignmentId);
  if (found === undefined) throw orderError('consignment-not-found');
  return found;
}
