import type { EventData } from '@souk/contracts';

export type ConsignmentStatus = EventData<'ConsignmentStatusChanged'>['status'];

/**
 * From which state a consignment may go to which. `processing` and `invoiced` may be skipped or come in either order, but
 * none comes twice. Out of `cancelled` leads only the money that comes after an order has lapsed.
 */
export const CONSIGNMENT_STATES: Readonly<Record<ConsignmentStatus, readonly ConsignmentStatus[]>> = {
  'awaiting-payment': ['paid', 'cancelled'],
  paid: ['processing', 'invoiced', 'shipped', 'delivered', 'cancelled'],
  processing: ['invoiced', 'shipped', 'delivered', 'cancelled'],
  invoiced: ['processing', 'shipped', 'delivered', 'cancelled'],
  shipped: ['delivered'],
  delivered: [],
  cancelled: ['awaiting-payment'],
};

/** How far along a state is; `cancelled` stands outside. */
const ADVANCE: Readonly<Record<Exclude<ConsignmentStatus, 'cancelled'>, number>> = {
  'awaiting-payment': 0,
  paid: 1,
  processing: 2,
  invoiced: 3,
  shipped: 4,
  delivered: 5,
};

/** Whether a consignment in state `from`, which has been through `visited`, may go to `to`. */
export function mayBecome(
  from: ConsignmentStatus,
  to: ConsignmentStatus,
  visited: readonly ConsignmentStatus[],
): boolean {
  return CONSIGNMENT_STATES[from].includes(to) && !visited.includes(to);
}

/** Whether `status` has already come as far as `target`: news of `target` then changes nothing. */
export function isAsFarAs(
  status: ConsignmentStatus,
  target: Exclude<ConsignmentStatus, 'cancelled'>,
): boolean {
  return status !== 'cancelled' && ADVANCE[status] >= ADVANCE[target];
}

/** An order's status: that of its least advanced consignment that is not cancelled; `cancelled` when all are. */
export function leastAdvanced(statuses: readonly ConsignmentStatus[]): ConsignmentStatus {
  let least: ConsignmentStatus = 'cancelled';
  for (const status of statuses) {
    if (status === 'cancelled') continue;
    if (least === 'cancelled' || ADVANCE[status] < ADVANCE[least]) least = status;
  }
  return least;
}
