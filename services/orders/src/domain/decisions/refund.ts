import {
  addMoney,
  compareMoney,
  isZeroMoney,
  negateMoney,
  subtractMoney,
  sumMoney,
  zeroMoney,
  type Id,
  type Money,
} from '@souk/kernel';
import { orderError } from '../../errors.ts';
import type { CompleteRefund, FailRefund, RequestRefund } from '../commands.ts';
import type { OrderEvent } from '../events.ts';
import type { Consignment, Order, RefundShare } from '../order.ts';
import {
  reduce,
  refundableOf,
  remainingOfLine,
  remainingShare,
  shareDifference,
  wholeOf,
  type Reduction,
} from '../shares.ts';
import { consignmentOf } from './find.ts';

/** Gives back part or all of what one consignment cost. */
export function requestRefund(command: RequestRefund, order: Order): readonly OrderEvent[] {
  if (order.refunds.some((refund) => refund.refundId === command.refundId)) return [];
  if (order.paidAt === null) throw orderError('order-state', { status: order.status });
  const consignment = consignmentOf(order, command.consignmentId);
  const reduction = command.reduction ?? wholeOf(consignment);
  requireWithinRemaining(consignment, reduction);
  const events = refundOf(
    order,
    new Map([[consignment.consignmentId, reduction]]),
    command.refundId,
    command.reason,
  );
  if (events.length === 0) throw orderError('refund-empty');
  return events;
}

/** The provider has given the money back. */
export function completeRefund(command: CompleteRefund, order: Order): readonly OrderEvent[] {
  const refund = order.refunds.find((each) => each.refundId === command.refundId);
  if (refund === undefined || refund.completedAt !== null) return [];
  return [{ type: 'RefundCompleted', data: { refundId: refund.refundId, amount: refund.amount } }];
}

/** The money could not go back; it may all the same, later or in another way. */
export function failRefund({ refundId, reason }: FailRefund, order: Order): readonly OrderEvent[] {
  const refund = order.refunds.find((each) => each.refundId === refundId);
  if (refund === undefined || refund.completedAt !== null) return [];
  return [{ type: 'RefundFailed', data: { refundId, reason } }];
}

/** The refund of the given reductions; none when they come to nothing. */
export function refundOf(
  order: Order,
  reductions: ReadonlyMap<Id, Reduction>,
  refundId: Id,
  reason: string,
): readonly OrderEvent[] {
  const reduced = order.consignments.map((each) => reduceBy(each, reductions.get(each.consignmentId)));
  const shares: RefundShare[] = [];
  for (const [at, before] of order.consignments.entries()) {
    const next = reduced[at];
    if (next === undefined || next === before) continue;
    const share = shareDifference(remainingShare(before), remainingShare(next));
    shares.push({ ...share, delivered: before.status === 'delivered' });
  }
  const value = sumMoney(shares.map(valueOf), order.total.currency);
  if (isZeroMoney(value)) return [];
  const rounding = roundingOf(order, value, reduced);
  const amount = addMoney(value, rounding);
  const lines = [...reductions.values()].flatMap((each) => each.lines);
  return [{ type: 'RefundRequested', data: { refundId, amount, shares, lines, rounding, reason } }];
}

/**
 * The part of the order's rounding difference that goes back with this refund: what is left of it with the last of the
 * money; before that only as much as keeps the refund from exceeding what was captured.
 */
function roundingOf(order: Order, value: Money, reduced: readonly Consignment[]): Money {
  const left = reduced.map(remainingShare).map(valueOf);
  if (left.every(isZeroMoney)) return subtractMoney(order.difference, order.roundingRefunded);
  const excess = subtractMoney(value, refundableOf(order));
  return excess.amount > 0n ? negateMoney(excess) : zeroMoney(value.currency);
}

function valueOf(share: { readonly items: Money; readonly freight: Money }): Money {
  return addMoney(share.items, share.freight);
}

function reduceBy(consignment: Consignment, reduction: Reduction | undefined): Consignment {
  return reduction === undefined ? consignment : reduce(consignment, reduction);
}

function requireWithinRemaining(consignment: Consignment, reduction: Reduction): void {
  const ids = reduction.lines.map((line) => line.orderLineId);
  const known = new Map(consignment.lines.map((line) => [line.orderLineId, line]));
  for (const [index, id] of ids.entries()) {
    if (known.has(id) && ids.indexOf(id) === index) continue;
    throw orderError('order-line-unknown', {}, [
      {
        pointer: `/lines/${index}/orderLineId`,
        rule: 'order-line',
        message: 'names no line of the consignment, or one twice',
      },
    ]);
  }
  for (const { orderLineId, amount } of reduction.lines) {
    const line = known.get(orderLineId);
    if (line !== undefined && compareMoney(amount, remainingOfLine(line)) > 0)
      throw orderError('refund-too-large', { orderLineId });
  }
  if (compareMoney(reduction.freight, remainingShare(consignment).freight) > 0)
    throw orderError('refund-too-large', { part: 'freight' });
}
