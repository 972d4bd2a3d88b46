import { z } from 'zod';
import { wireId, wirePrice, wireTime } from '../wire.ts';

const payment = z.object({ orderId: wireId('order'), paymentId: wireId('payment'), amount: wirePrice });
const refund = z.object({ orderId: wireId('order'), refundId: wireId('refund'), amount: wirePrice });

/** Told by payments; subject: the order, so that all that befalls its money keeps its order. */
export const paymentEvents = {
  /** Authorised later than in the call that asked for it: after 3-D Secure or a review. */
  PaymentAuthorised: payment,
  PaymentCaptured: payment.extend({ capturedAt: wireTime }),
  PaymentDeclined: payment.extend({ code: z.string() }),
  PaymentVoided: payment,
  /** A slip, review or 3-D Secure that was not finished in time. */
  PaymentExpired: payment,
  PaymentRefunded: refund,
  /** The provider refuses it for good, or has said nothing for too long; an administrator decides what becomes of it. */
  PaymentRefundFailed: refund.extend({ reason: z.string() }),
} as const;
