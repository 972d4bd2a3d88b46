import { DAY_MS, MINUTE_MS } from '@souk/kernel';
import { parseConfig, type Environment } from '@souk/platform/config';
import { z } from 'zod';

const schema = z.object({
  /** The deployment's one currency. */
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .default('BRL'),
  /** Minor units by which the payments of an order may differ from its total. */
  paymentTolerance: z.coerce.bigint().min(0n).max(1_000n).default(0n),
  /** How long the buyer has for 3-D Secure, and stock is held meanwhile (business time). */
  ordersActionMs: z.coerce
    .number()
    .int()
    .min(1_000)
    .max(DAY_MS)
    .default(15 * MINUTE_MS),
  /** How long an order waits for a slip or a review, and stock is held meanwhile (business time). */
  ordersPaymentMs: z.coerce
    .number()
    .int()
    .min(1_000)
    .max(60 * DAY_MS)
    .default(7 * DAY_MS),
  /** How long one process alone works on a checkout before another may go on with it (machine time). */
  ordersLeaseMs: z.coerce.number().int().min(50).max(120_000).default(5_000),
  /** How often interrupted checkouts and unpaid orders are looked for (machine time). */
  ordersSweepMs: z.coerce.number().int().min(50).max(600_000).default(1_000),
  /** How often a step is tried again while a provider does not answer, before the checkout is given up. */
  ordersAttempts: z.coerce.number().int().min(1).max(1_000).default(40),
  /** Days without a change after which a guest's cart, and any failed checkout, is removed (machine time); 0: never. */
  cartRetentionDays: z.coerce.number().int().min(0).max(10_000).default(90),
  /** The same for the carts of customers. */
  customerCartRetentionDays: z.coerce.number().int().min(0).max(10_000).default(365),
});

export type OrdersConfig = {
  readonly currency: string;
  readonly paymentTolerance: bigint;
  readonly actionMs: number;
  readonly paymentMs: number;
  readonly leaseMs: number;
  readonly sweepMs: number;
  readonly attempts: number;
  readonly cartRetentionDays: number;
  readonly customerCartRetentionDays: number;
};

/**
 * Reads `SOUK_CURRENCY`, `SOUK_PAYMENT_TOLERANCE`, `SOUK_ORDERS_ACTION_MS`, `SOUK_ORDERS_PAYMENT_MS`,
 * `SOUK_ORDERS_LEASE_MS`, `SOUK_ORDERS_SWEEP_MS`, `SOUK_ORDERS_ATTEMPTS`, `SOUK_CART_RETENTION_DAYS`,
 * `SOUK_CUSTOMER_CART_RETENTION_DAYS`. @throws ConfigError
 */
export function ordersConfig(environment: Environment): OrdersConfig {
  const parsed = parseConfig(schema, environment, 'SOUK_');
  return Object.freeze({
    currency: parsed.currency,
    paymentTolerance: parsed.paymentTolerance,
    actionMs: parsed.ordersActionMs,
    paymentMs: parsed.ordersPaymentMs,
    leaseMs: parsed.ordersLeaseMs,
    sweepMs: parsed.ordersSweepMs,
    attempts: parsed.ordersAttempts,
    cartRetentionDays: parsed.cartRetentionDays,
    customerCartRetentionDays: parsed.customerCartRetentionDays,
  });
}
