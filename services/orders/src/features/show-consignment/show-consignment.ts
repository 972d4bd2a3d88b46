import type { Id } from '@souk/kernel';
import { findOrderOfConsignment, type ConsignmentScope } from '../../data/orders.ts';
import type { Orders } from '../../deps.ts';
import { consignmentOf } from '../../domain/decisions/find.ts';
import type { Consignment, Order } from '../../domain/order.ts';
import { orderError } from '../../errors.ts';

/** A consignment and its order. @throws DomainError `consignment-not-found` when there is none in this scope. */
export async function showConsignment(
  orders: Pick<Orders, 'store'>,
  scope: ConsignmentScope,
  consignmentId: Id,
): Promise<{ readonly order: Order; readonly consignment: Consignment }> {
  const order = await findOrderOfConsignment(orders.store, scope, consignmentId);
  if (order === null) throw orderError('consignment-not-found');
  return { order, consignment: consignmentOf(order, consignmentId) };
}
