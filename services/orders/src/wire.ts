import { consignmentStatus, wireId, wireMoney, wirePrice, wireTime } from '@souk/contracts';
import { moneyToWire } from '@souk/kernel';
import { z } from 'zod';
import { remainingShare } from './domain/shares.ts';
import type { Address, Consignment, Order, OrderRefund, TimelineEntry } from './domain/order.ts';

/** Text for people: no control characters, not blank. */
export const text = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .regex(/^[^\p{Cc}]*[^\p{Cc}\s][^\p{Cc}]*$/u);

export const addressWire = z
  .strictObject({
    recipient: text(120),
    line1: text(160),
    line2: text(160).nullable().optional(),
    city: text(80),
    region: text(80),
    postcode: text(16),
    country: z
      .string()
      .regex(/^[A-Z]{2}$/)
      .meta({ description: 'ISO 3166-1 alpha-2.' }),
  })
  .meta({ id: 'Address' });

export const emailWire = z.email().max(254);

export function addressFromWire(wire: z.infer<typeof addressWire>): Address {
  return { ...wire, line2: wire.line2 ?? null };
}

export const consignmentWire = z
  .strictObject({
    id: wireId('consignment'),
    orderId: wireId('order'),
    sellerId: wireId('seller'),
    status: consignmentStatus,
    freight: wirePrice,
    refunded: wirePrice,
    lines: z.array(
      z.strictObject({
        id: wireId('orderLine'),
        offerId: wireId('offer'),
        productId: wireId('product'),
        variantId: wireId('variant'),
        sku: z.string(),
        title: z.string(),
        quantity: z.int(),
        unitPrice: wirePrice,
        refunded: wirePrice,
      }),
    ),
  })
  .meta({ id: 'Consignment' });

const refundWire = z
  .strictObject({
    id: wireId('refund'),
    amount: wirePrice,
    reason: z.string(),
    state: z.enum(['requested', 'refunded', 'failed']),
    requestedAt: wireTime,
    completedAt: wireTime.nullable(),
  })
  .meta({ id: 'Refund' });

export const orderWire = z
  .strictObject({
    id: wireId('order'),
    cartId: wireId('cart'),
    checkoutId: wireId('checkout'),
    customerId: wireId('account').nullable(),
    status: consignmentStatus,
    email: z.string().nullable(),
    address: addressWire,
    items: wirePrice,
    freight: wirePrice,
    total: wirePrice,
    captured: wirePrice,
    difference: wireMoney.meta({ description: 'Captured − total, once fully paid.' }),
    payments: z.array(
      z.strictObject({
        id: wireId('payment'),
        method: z.enum(['card', 'debit', 'voucher', 'slip']),
        amount: wirePrice,
        instalments: z.int(),
        capturedAt: wireTime.nullable(),
      }),
    ),
    consignments: z.array(consignmentWire),
    refunds: z.array(refundWire),
    cancelReason: z.string().nullable(),
    placedAt: wireTime,
    paidAt: wireTime.nullable(),
    version: z.int(),
  })
  .meta({ id: 'Order' });

export const timelineWire = z.strictObject({
  data: z.array(
    z.strictObject({
      at: wireTime,
      kind: z.string(),
      consignmentId: wireId('consignment').nullable(),
      note: z.string().nullable(),
    }),
  ),
});

/** A consignment as its seller sees it: with where it goes. */
export const sellersConsignmentWire = consignmentWire
  .extend({
    address: addressWire,
    commissionBasisPoints: z.int(),
    commission: wirePrice,
    placedAt: wireTime,
    version: z.int(),
  })
  .meta({ id: 'SellersConsignment' });

export function orderToWire(order: Order): z.infer<typeof orderWire> {
  const { orderId, cartId, checkoutId, customerId, status, email, address, version, cancelReason } = order;
  const captured = order.payments.reduce((sum, payment) => sum + Number(payment.captured.amount), 0);
  return {
    id: orderId,
    cartId,
    checkoutId,
    customerId,
    status,
    email,
    address,
    items: moneyToWire(order.items),
    freight: moneyToWire(order.freight),
    total: moneyToWire(order.total),
    captured: { amount: captured, currency: order.total.currency },
    difference: moneyToWire(order.difference),
    payments: order.payments.map((payment) => ({
      id: payment.paymentId,
      method: payment.method,
      amount: moneyToWire(payment.amount),
      instalments: payment.instalments,
      capturedAt: payment.capturedAt?.toISOString() ?? null,
    })),
    consignments: order.consignments.map((each) => consignmentToWire(order, each)),
    refunds: order.refunds.map(refundToWire),
    cancelReason,
    placedAt: order.placedAt.toISOString(),
    paidAt: order.paidAt?.toISOString() ?? null,
    version,
  };
}

export function consignmentToWire(order: Order, consignment: Consignment): z.infer<typeof consignmentWire> {
  const refunded = consignment.lines.reduce((sum, line) => sum + line.refunded.amount, 0n);
  const { currency } = order.total;
  return {
    id: consignment.consignmentId,
    orderId: order.orderId,
    sellerId: consignment.sellerId,
    status: consignment.status,
    freight: moneyToWire(consignment.freight),
    refunded: { amount: Number(refunded + consignment.freightRefunded.amount), currency },
    lines: consignment.lines.map((line) => ({
      id: line.orderLineId,
      offerId: line.offerId,
      productId: line.productId,
      variantId: line.variantId,
      sku: line.sku,
      title: line.title,
      quantity: line.quantity,
      unitPrice: moneyToWire(line.unitPrice),
      refunded: moneyToWire(line.refunded),
    })),
  };
}

export function sellersConsignmentToWire(
  order: Order,
  consignment: Consignment,
): z.infer<typeof sellersConsignmentWire> {
  return {
    ...consignmentToWire(order, consignment),
    address: order.address,
    commissionBasisPoints: consignment.commissionBasisPoints,
    commission: moneyToWire(remainingShare(consignment).commission),
    placedAt: order.placedAt.toISOString(),
    version: order.version,
  };
}

export function refundToWire(refund: OrderRefund): z.infer<typeof refundWire> {
  return {
    id: refund.refundId,
    amount: moneyToWire(refund.amount),
    reason: refund.reason,
    state: refundState(refund),
    requestedAt: refund.requestedAt.toISOString(),
    completedAt: refund.completedAt?.toISOString() ?? null,
  };
}

/** What happened, by the moment at which it happened. */
export function timelineToWire(entries: readonly TimelineEntry[]): z.infer<typeof timelineWire> {
  const data = entries
    .toSorted((a, b) => a.at.getTime() - b.at.getTime())
    .map((entry) => ({ ...entry, at: entry.at.toISOString() }));
  return { data };
}

function refundState({ completedAt, failedAt }: OrderRefund) {
  if (completedAt !== null) return 'refunded';
  return failedAt === undefined ? 'requested' : 'failed';
}

export { refundWire };
