import { parseConfig, type Environment } from '@souk/platform/config';
import { z } from 'zod';

const schema = z.object({
  /** Commission of a seller for whom none was agreed, in ten-thousandths of the price. */
  defaultCommissionBasisPoints: z.coerce.number().int().min(0).max(10_000).default(1_000),
  /**
   * Oldest seller that other services are told of, in milliseconds. What this process writes shows at once; where others
   * write too, what they write shows after this at the latest.
   */
  sellerAgeMs: z.coerce.number().int().min(0).max(600_000).default(60_000),
});

export type SellersConfig = Readonly<z.infer<typeof schema>>;

/** Reads `SOUK_DEFAULT_COMMISSION_BASIS_POINTS`, `SOUK_SELLER_AGE_MS`. @throws ConfigError */
export function sellersConfig(environment: Environment): SellersConfig {
  return parseConfig(schema, environment, 'SOUK_');
}
