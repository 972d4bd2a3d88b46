import type { RequestContext } from '@souk/platform/context';
import { unitOfWork } from '@souk/platform/data';
import type { Orders } from '../../deps.ts';
import type { ReportCarrierEvent } from '../../domain/commands.ts';
import { handleCommand } from '../../handle-command.ts';
import { showConsignment } from '../show-consignment/show-consignment.ts';

/** Takes in what a carrier reports, in any order and any number of times; it never moves a consignment back. */
export async function reportCarrierEvent(
  orders: Orders,
  ctx: RequestContext,
  report: Omit<ReportCarrierEvent, 'type'>,
) {
  const everything = { all: true } as const;
  const { orderId } = (await showConsignment(orders, everything, report.consignmentId)).order;
  await unitOfWork(orders.db, ctx, async (session) => {
    const command = { type: 'report-carrier-event', ...report } as const;
    await handleCommand(orders, ctx, session, orderId, command);
    return orderId;
  });
  return showConsignment(orders, everything, report.consignmentId);
}
