import type { CatalogService } from '@souk/contracts';
import type { Clock, IdSource } from '@souk/kernel';
import type { Database } from '@souk/platform/data';
import type { Faults } from '@souk/platform/resilience';
import type { Port } from '@souk/platform/rpc';
import type { Logger } from '@souk/platform/telemetry';
import type { InventoryConfig } from './config.ts';
import type { Store } from './data/store.ts';

/** What inventory needs from outside. */
export type InventoryDeps = {
  readonly db: Database;
  /** Business time: when reservations expire. */
  readonly clock: Clock;
  /** Machine time: how long an interrupted step is left to whoever began it. */
  readonly machineClock: Clock;
  readonly ids: IdSource;
  readonly log: Logger;
  readonly config: InventoryConfig;
  readonly faults: Faults;
  /** Who sells an offer that has no stock record yet. */
  readonly catalog: Pick<Port<typeof CatalogService>, 'getOffers'>;
};

/** What the use cases get: the deps and inventory's own collections. */
export type Inventory = InventoryDeps & { readonly store: Store };
