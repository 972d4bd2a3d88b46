import { z } from 'zod';

/** What can be set of inventory, by environment variable. */
export const inventoryConfigSchema = z.strictObject({
  /** How long one caller alone works on a new reservation before another may finish it. */
  SOUK_INVENTORY_LEASE_MS: z.coerce.number().int().min(50).max(60_000).default(2_000),
  /** How often interrupted and expired reservations are looked for. */
  SOUK_INVENTORY_SWEEP_MS: z.coerce.number().int().min(50).max(600_000).default(1_000),
  /** How long after its end a reservation on which two callers worked is looked at again for stray holds. */
  SOUK_INVENTORY_RECHECK_MS: z.coerce.number().int().min(1_000).max(86_400_000).default(300_000),
});

export type InventoryConfig = {
  readonly leaseMs: number;
  readonly sweepMs: number;
  readonly recheckMs: number;
};

/** The settings under the names that the code uses. */
export function inventoryConfig(parsed: z.infer<typeof inventoryConfigSchema>): InventoryConfig {
  return Object.freeze({
    leaseMs: parsed.SOUK_INVENTORY_LEASE_MS,
    sweepMs: parsed.SOUK_INVENTORY_SWEEP_MS,
    recheckMs: parsed.SOUK_INVENTORY_RECHECK_MS,
  });
}
