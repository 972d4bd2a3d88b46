import { parseConfig, type Environment } from '@souk/platform/config';
import { z } from 'zod';

const schema = z.object({
  /** The currency of the deployment: three capital letters (ISO 4217). */
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .default('BRL'),
  /** Pages of lists and details kept in memory. */
  catalogPages: z.coerce.number().int().min(0).max(1_000_000).default(5_000),
  /**
   * Oldest page that is given out, and oldest offer that carts and checkouts are told of, in milliseconds. What this
   * process writes shows at once; where others write too, what they write shows after this at the latest.
   */
  catalogPageAgeMs: z.coerce.number().int().min(1).max(600_000).default(60_000),
});

export type CatalogConfig = Readonly<z.infer<typeof schema>>;

/** Reads `SOUK_CURRENCY`, `SOUK_CATALOG_PAGES`, `SOUK_CATALOG_PAGE_AGE_MS`. @throws ConfigError */
export function catalogConfig(environment: Environment): CatalogConfig {
  return parseConfig(schema, environment, 'SOUK_');
}
