import { z } from 'zod';
import { wireId, wireMoney, wirePrice, wireTime } from '../wire.ts';

const orderId = wireId('order');
const consignmentId = wireId('consignment');
const sellerId = wireId('seller');

export const consignmentStatus = z.enum([
  'awaiting-payment',
  'paid',
  'processing',
  'invoiced',
  'shipped',
  'delivered',
  'cancelled',
]);

const placedLine = z.object({
  orderLineId: wireId('orderLine'),
  offerId: wireId('offer'),
  productId: wireId('product'),
  variantId: wireId('variant'),
  sku: z.string(),
  title: z.string(),
  quantity: z.int().min(1),
  unitPrice: wirePrice,
});

/** What one seller gets for one consignment, in the order's currency: seller = items − commission + freight. */
const sellerShare = z.object({
  sellerId,
  items: wireMoney,
  freight: wireMoney,
  commission: wireMoney,
});

/** Told by orders (its event streams are its outbox); subject: the order. */
export const orderEvents = {
  OrderPlaced: z.object({
    orderId,
    cartId: wireId('cart'),
    customerId: wireId('account').nullable(),
    items: wirePrice,
    freight: wirePrice,
    total: wirePrice,
    consignments: z.array(
      z.object({
        consignmentId,
        sellerId,
        commissionBasisPoints: z.int(),
        freight: wirePrice,
        lines: z.array(placedLine),
      }),
    ),
  }),
  /** Full payment: captured money equals the total within the tolerance; `difference` = captured − total. */
  OrderPaid: z.object({
    orderId,
    total: wirePrice,
    captured: wirePrice,
    difference: wireMoney,
    consignments: z.array(sellerShare.extend({ consignmentId })),
  }),
  ConsignmentStatusChanged: z.object({
    orderId,
    consignmentId,
    sellerId,
    status: consignmentStatus,
    /** When it happened according to whoever reported it; `occurredAt` of the envelope is when Souk learned of it. */
    reportedAt: wireTime,
  }),
  /** What of the seller's share became available; already reduced by refunds before delivery. */
  ConsignmentDelivered: sellerShare.extend({ orderId, consignmentId }),
  ConsignmentCancelled: sellerShare.extend({ orderId, consignmentId, reason: z.string() }),
  OrderCancelled: z.object({ orderId, reason: z.string() }),
  /**
   * Money is to go back to the buyer. `shares` say by how much each seller's share shrinks (empty when the order was never
   * fully paid: then the money still lies in buyer-funds). Amount = Σ items + freight of the shares when there are any.
   */
  RefundRequested: z.object({
    orderId,
    refundId: wireId('refund'),
    amount: wirePrice,
    shares: z.array(sellerShare.extend({ consignmentId, delivered: z.boolean() })),
    /** Part of the order's rounding difference that this refund takes back (a full refund of a tolerated difference). */
    rounding: wireMoney,
    reason: z.string(),
  }),
} as const;
