import { parseConfig, type Environment } from '@souk/platform/config';
import { z } from 'zod';

const schema = z.object({
  /** How long one caller alone works on a new reservation before another may finish it. */
  inventoryLeaseMs: z.coerce.number().int().min(50).max(60_000).default(2_000),
  /** How often interrupted and expired reservations are looked for. */
  inventorySweepMs: z.coerce.number().int().min(50).max(600_000).default(1_000),
  /** How long after its end a reservation on which two callers worked is looked at again for stray holds. */
  inventoryRecheckMs: z.coerce.number().int().min(1_000).max(86_400_000).default(300_000),
});

export type InventoryConfig = Readonly<z.infer<typeof schema>>;

/** Reads `SOUK_INVENTORY_LEASE_MS`, `SOUK_INVENTORY_SWEEP_MS`, `SOUK_INVENTORY_RECHECK_MS`. @throws ConfigError */
export function inventoryConfig(environment: Environment): InventoryConfig {
  return parseConfig(schema, environment, 'SOUK_');
}
