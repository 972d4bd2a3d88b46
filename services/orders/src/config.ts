import { z } from 'zod';

const minutes = 60_000;
const days = 24 * 60 * minutes;

/** What can be set of orders, by environment variable. */
export const ordersConfigSchema = z.strictObject({
  /** The deployment's one currency. */
  SOUK_CURRENCY: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .default('BRL'),
  /** Minor units by which the payments of an order may differ from its total. */
  SOUK_PAYMENT_TOLERANCE: z.coerce.number().int().min(0).max(1_000).default(0),
  /** How long the buyer has for 3-D Secure, and stock is held meanwhile (business time). */
  SOUK_ORDERS_ACTION_MS: z.coerce
    .number()
    .int()
    .min(1_000)
    .max(1 * days)
    .default(15 * minutes),
  /** How long an order waits for a slip or a review, and stock is held meanwhile (business time). */
  SOUK_ORDERS_PAYMENT_MS: z.coerce
    .number()
    .int()
    .min(1_000)
    .max(60 * days)
    .default(7 * days),
  /** How long one process alone works on a checkout before another may go on with it (machine time). */
  SOUK_ORDERS_LEASE_MS: z.coerce.number().int().min(50).max(120_000).default(5_000),
  /** How often interrupted checkouts and unpaid orders are looked for (machine time). */
  SOUK_ORDERS_SWEEP_MS: z.coerce.number().int().min(50).max(600_000).default(1_000),
  /** How often a step is tried again while a provider does not answer, before the checkout is given up. */
  SOUK_ORDERS_ATTEMPTS: z.coerce.number().int().min(1).max(1_000).default(40),
});

export type OrdersConfig = {
  readonly currency: string;
  readonly paymentTolerance: bigint;
  readonly actionMs: number;
  readonly paymentMs: number;
  readonly leaseMs: number;
  readonly sweepMs: number;
  readonly attempts: number;
};

/** The settings under the names that the code uses. */
export function ordersConfig(parsed: z.infer<typeof ordersConfigSchema>): OrdersConfig {
  return Object.freeze({
    currency: parsed.SOUK_CURRENCY,
    paymentTolerance: BigInt(parsed.SOUK_PAYMENT_TOLERANCE),
    actionMs: parsed.SOUK_ORDERS_ACTION_MS,
    paymentMs: parsed.SOUK_ORDERS_PAYMENT_MS,
    leaseMs: parsed.SOUK_ORDERS_LEASE_MS,
    sweepMs: parsed.SOUK_ORDERS_SWEEP_MS,
    attempts: parsed.SOUK_ORDERS_ATTEMPTS,
  });
}
