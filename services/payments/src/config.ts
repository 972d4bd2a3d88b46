import { DAY_MS } from '@souk/kernel';
import { parseConfig, type Environment } from '@souk/platform/config';
import { z } from 'zod';

const schema = z.object({
  /** The deployment's one currency (ISO 4217). */
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .default('BRL'),
  /** How long one call to the provider may take. */
  providerTimeoutMs: z.coerce.number().int().min(10).max(60_000).default(4_000),
  /** After this time without an end, the provider is asked about a payment; it doubles with each asking. */
  doubtAfterMs: z.coerce.number().int().min(10).max(600_000).default(15_000),
  /** How often jobs look for payments in doubt, overdue payments and unfinished refunds. */
  paymentJobsMs: z.coerce.number().int().min(10).max(600_000).default(2_000),
  /** How long an open refund is asked for before an administrator has to decide. */
  refundGiveUpMs: z.coerce
    .number()
    .int()
    .min(0)
    .max(90 * DAY_MS)
    .default(3 * DAY_MS),
});

export type PaymentsConfig = Readonly<z.infer<typeof schema>>;

/**
 * Reads `SOUK_CURRENCY`, `SOUK_PROVIDER_TIMEOUT_MS`, `SOUK_DOUBT_AFTER_MS`, `SOUK_PAYMENT_JOBS_MS`,
 * `SOUK_REFUND_GIVE_UP_MS`. @throws ConfigError
 */
export function paymentsConfig(environment: Environment): PaymentsConfig {
  return parseConfig(schema, environment, 'SOUK_');
}
