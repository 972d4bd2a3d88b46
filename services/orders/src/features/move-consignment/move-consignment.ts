import type { Id } from '@souk/kernel';
import type { RequestContext } from '@souk/platform/context';
import { unitOfWork } from '@souk/platform/data';
import { consignmentScope, requireVersion } from '../../access.ts';
import { loadOrder } from '../../data/order-stream.ts';
import type { Orders } from '../../deps.ts';
import type { OrderCommand } from '../../domain/commands.ts';
import { orderError } from '../../errors.ts';
import { handleCommand } from '../../handle-command.ts';
import { showConsignment } from '../show-consignment/show-consignment.ts';

export type Transition = {
  readonly consignmentId: Id;
  readonly to: 'processing' | 'invoiced' | 'shipped' | 'cancelled';
  readonly occurredAt: Date;
};

/** The seller's report of how far a consignment is, or that it will not come. Doing it again changes nothing. */
export async function moveConsignment(orders: Orders, ctx: RequestContext, transition: Transition) {
  const scope = consignmentScope(ctx);
  const { consignmentId } = transition;
  const { orderId } = (await showConsignment(orders, scope, consignmentId)).order;
  await unitOfWork(orders.db, ctx, async (session) => {
    const order = await loadOrder(orders.store, orderId, session);
    if (order === null) throw orderError('consignment-not-found');
    requireVersion(ctx, order.version);
    await handleCommand(orders, ctx, session, orderId, commandFor(orders, transition));
    return orderId;
  });
  return showConsignment(orders, scope, consignmentId);
}

function commandFor({ ids }: Orders, { consignmentId, to, occurredAt }: Transition): OrderCommand {
  if (to === 'cancelled') {
    return {
      type: 'cancel-consignments',
      consignmentIds: [consignmentId],
      reason: 'cancelled-by-seller',
      refundId: ids('refund'),
    };
  }
  return { type: 'move-consignment', consignmentId, to, reportedAt: occurredAt };
}
