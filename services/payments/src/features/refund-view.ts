import { wireId, wirePrice, wireTime } from '@souk/contracts';
import { moneyToWire } from '@souk/kernel';
import { z } from 'zod';
import { PAID_FROM, REFUND_OUTCOMES, REFUND_STATES, type Refund } from '../domain/refund.ts';

/** How an administrator says that the buyer of a failed refund has the money all the same. */
export const settlement = z.strictObject({
  /** `own-account`: the marketplace has paid the buyer past the provider; `provider`: by hand, at the provider. */
  paidFrom: z.enum(PAID_FROM),
  /** What proves it: the number of a transfer, the name of the one who did it. */
  reference: z
    .string()
    .min(1)
    .max(200)
    .regex(/^[^\p{Cc}]*[^\p{Cc}\s][^\p{Cc}]*$/u),
});

/** A refund as an administrator sees it. */
export const refundReply = z
  .strictObject({
    id: wireId('refund'),
    orderId: wireId('order'),
    state: z.enum(REFUND_STATES),
    amount: wirePrice,
    requestedAt: wireTime,
    /** Why it failed: the provider's code, or `provider-unavailable`. */
    failure: z.strictObject({ reason: z.string(), at: wireTime }).nullable(),
    settlement: settlement.nullable(),
    /** What goes back on which payment, and what became of it; `attempt` counts new beginnings after refusals. */
    parts: z.array(
      z.strictObject({
        paymentId: wireId('payment'),
        amount: wirePrice,
        outcome: z.enum(REFUND_OUTCOMES),
        attempt: z.int(),
      }),
    ),
  })
  .meta({ id: 'PaymentRefund' });

export function refundView(refund: Refund): z.infer<typeof refundReply> {
  const { refundId, orderId, state, amount, requestedAt, failure, parts } = refund;
  return {
    id: refundId,
    orderId,
    state,
    amount: moneyToWire(amount),
    requestedAt: requestedAt.toISOString(),
    failure: failure && { reason: failure.reason, at: failure.at.toISOString() },
    settlement: refund.settlement,
    parts: parts.map((part) => ({ ...part, amount: moneyToWire(part.amount) })),
  };
}
