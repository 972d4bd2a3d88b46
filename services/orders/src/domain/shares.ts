import {
  addMoney,
  multiplyMoney,
  portionInBasisPoints,
  subtractMoney,
  sumMoney,
  zeroMoney,
  type Id,
  type Money,
} from '@souk/kernel';
import type { Consignment, ConsignmentShare, Order, OrderLine, PlacedConsignment } from './order.ts';

/** What is left of a line's price × quantity after refunds. */
export function remainingOfLine(line: OrderLine): Money {
  return subtractMoney(multiplyMoney(line.unitPrice, line.quantity), line.refunded);
}

/**
 * The seller's share of a consignment as it now stands. Commission is taken per order line of what remains of it,
 * rounded half up; freight bears none.
 */
export function remainingShare(consignment: Consignment): ConsignmentShare {
  const currency = consignment.freight.currency;
  const remaining = consignment.lines.map(remainingOfLine);
  return {
    consignmentId: consignment.consignmentId,
    sellerId: consignment.sellerId,
    items: sumMoney(remaining, currency),
    freight: subtractMoney(consignment.freight, consignment.freightRefunded),
    commission: sumMoney(
      remaining.map((amount) => portionInBasisPoints(amount, consignment.commissionBasisPoints)),
      currency,
    ),
  };
}

/** By how much a share shrinks: commission returned = commission(before) − commission(remaining). */
export function shareDifference(before: ConsignmentShare, after: ConsignmentShare): ConsignmentShare {
  return {
    consignmentId: before.consignmentId,
    sellerId: before.sellerId,
    items: subtractMoney(before.items, after.items),
    freight: subtractMoney(before.freight, after.freight),
    commission: subtractMoney(before.commission, after.commission),
  };
}

/** What is to be taken off one consignment. */
export type Reduction = {
  readonly lines: readonly { readonly orderLineId: Id; readonly amount: Money }[];
  readonly freight: Money;
};

/** The reduction that leaves nothing. */
export function wholeOf(consignment: Consignment): Reduction {
  return {
    lines: consignment.lines.map((line) => ({
      orderLineId: line.orderLineId,
      amount: remainingOfLine(line),
    })),
    freight: remainingShare(consignment).freight,
  };
}

/** The consignment with `reduction` taken off. */
export function reduce(consignment: Consignment, reduction: Reduction): Consignment {
  const byLine = new Map<Id, Money>();
  for (const { orderLineId, amount } of reduction.lines) {
    const before = byLine.get(orderLineId);
    byLine.set(orderLineId, before === undefined ? amount : addMoney(before, amount));
  }
  return {
    ...consignment,
    freightRefunded: addMoney(consignment.freightRefunded, reduction.freight),
    lines: consignment.lines.map((line) => {
      const amount = byLine.get(line.orderLineId);
      return amount === undefined ? line : { ...line, refunded: addMoney(line.refunded, amount) };
    }),
  };
}

/** What has come in for the order. */
export function capturedOf(order: Order): Money {
  return sumMoney(
    order.payments.map((payment) => payment.captured),
    order.total.currency,
  );
}

/** What has come in and has not been asked back. */
export function refundableOf(order: Order): Money {
  const refunds = sumMoney(
    order.refunds.map((refund) => refund.amount),
    order.total.currency,
  );
  return subtractMoney(capturedOf(order), refunds);
}

/** A placed consignment before anything has happened to it. */
export function newConsignment(placed: PlacedConsignment): Consignment {
  const none = zeroMoney(placed.freight.currency);
  return {
    ...placed,
    lines: placed.lines.map((line) => ({ ...line, refunded: none })),
    freightRefunded: none,
    status: 'awaiting-payment',
    visited: ['awaiting-payment'],
    noted: null,
    carrierEvents: 0,
  };
}
