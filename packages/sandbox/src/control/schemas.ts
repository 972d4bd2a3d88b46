import { z } from 'zod';
import { COMMANDS, paymentView } from '../client/api.ts';

/** Wire ids, checked by form only: the sandbox does not know the shop's contracts. */
const wireId = (prefix: string) =>
  z
    .string()
    .max(64)
    .regex(new RegExp(`^${prefix}_[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`));

export const paymentParams = z.strictObject({ paymentId: wireId('pay') });

export const businessTime = z
  .strictObject({
    /** The instant at which business time stands still; null: it follows the machine. */
    stoppedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'BusinessTime' });

export const businessTimeReply = businessTime
  .extend({ now: z.iso.datetime() })
  .meta({ id: 'BusinessTimeNow' });

export const outcomes = COMMANDS.setOutcomes.meta({ id: 'SandboxOutcomes' });

export const decision = z
  .strictObject({ decision: z.enum(['approve', 'decline']) })
  .meta({ id: 'SandboxDecision' });

export const slipPayment = z
  .strictObject({
    /** The number on the slip, or the payment's id. */
    slip: z.string().min(1).max(80),
  })
  .meta({ id: 'SlipPayment' });

export const booked = paymentView.meta({ id: 'SandboxPayment' });

const freight = z.strictObject({
  offerId: wireId('ofr'),
  /** Freight per piece; null goes back to the rate table. */
  freight: z
    .strictObject({
      amount: z.int().min(0).max(1_000_000_000_000),
      currency: z.string().regex(/^[A-Z]{3}$/),
    })
    .nullable(),
});

export const freights = z
  .strictObject({ freights: z.array(freight).min(1).max(1_000) })
  .meta({ id: 'SandboxFreights' });

export const challenge = z
  .strictObject({
    paymentId: z.string(),
    state: z.enum(['waiting', 'answered']),
    amount: z.strictObject({ amount: z.int(), currency: z.string() }),
  })
  .meta({ id: 'SandboxChallenge' });
