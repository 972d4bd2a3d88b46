import { zeroMoney, type Id, type Money } from '@souk/kernel';
import type { RequestContext } from '@souk/platform/context';
import { unitOfWork } from '@souk/platform/data';
import { consignmentScope } from '../../access.ts';
import type { Orders } from '../../deps.ts';
import type { Order, OrderRefund } from '../../domain/order.ts';
import type { Reduction } from '../../domain/shares.ts';
import { orderError } from '../../errors.ts';
import { handleCommand } from '../../handle-command.ts';
import { showConsignment } from '../show-consignment/show-consignment.ts';

export type RefundRequest = {
  readonly consignmentId: Id;
  readonly lines: readonly { readonly orderLineId: Id; readonly amount: Money }[] | null;
  readonly freight: Money | null;
  readonly reason: string;
};

/**
 * Asks for money of a consignment to go back to the buyer: the amounts that are named, or all that remains. The refund
 * is done by payments; the order hears of it.
 */
export async function requestRefund(
  orders: Orders,
  ctx: RequestContext,
  request: RefundRequest,
): Promise<{ readonly order: Order; readonly refund: OrderRefund }> {
  const scope = consignmentScope(ctx);
  const { consignmentId, reason } = request;
  requireCurrency(orders, request);
  const { orderId } = (await showConsignment(orders, scope, consignmentId)).order;
  const refundId = await unitOfWork(orders.db, ctx, async (session) => {
    const id = orders.ids('refund');
    const reduction = reductionOf(orders, request);
    const command = { type: 'request-refund', refundId: id, consignmentId, reduction, reason } as const;
    await handleCommand(orders, ctx, session, orderId, command);
    return id;
  });
  const { order } = await showConsignment(orders, scope, consignmentId);
  const refund = order.refunds.find((each) => each.refundId === refundId);
  if (refund === undefined) throw new TypeError(`refund ${refundId} is not in its order`);
  return { order, refund };
}

function reductionOf({ config }: Orders, { lines, freight }: RefundRequest): Reduction | null {
  if (lines === null && freight === null) return null;
  return { lines: lines ?? [], freight: freight ?? zeroMoney(config.currency) };
}

function requireCurrency({ config }: Orders, { lines, freight }: RefundRequest): void {
  const at = (lines ?? []).findIndex(({ amount }) => amount.currency !== config.currency);
  const foreignFreight = freight !== null && freight.currency !== config.currency;
  if (at === -1 && !foreignFreight) return;
  const pointer = at === -1 ? '/freight/currency' : `/lines/${at}/amount/currency`;
  const { message } = orderError('currency-refused');
  throw orderError('currency-refused', {}, [{ pointer, rule: 'currency', message }]);
}
