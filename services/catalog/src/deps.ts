import type { SellersService } from '@souk/contracts';
import type { Clock, IdSource } from '@souk/kernel';
import type { PageCache } from '@souk/platform/cache';
import type { AuditTrail, Database } from '@souk/platform/data';
import type { Outbox } from '@souk/platform/events';
import type { Port } from '@souk/platform/rpc';
import type { Logger } from '@souk/platform/telemetry';
import type { CatalogConfig } from './config.ts';
import type { PageReads } from './data/page-reads.ts';
import type { Store } from './data/store.ts';

/** What the catalogue needs from outside. */
export type CatalogDeps = {
  readonly db: Database;
  /** Business time: when events happened. */
  readonly clock: Clock;
  /** Machine time: when records were made and changed. */
  readonly machineClock: Clock;
  readonly ids: IdSource;
  readonly log: Logger;
  readonly config: CatalogConfig;
  /** Whether a seller may sell of whom no event has come yet. */
  readonly sellers: Pick<Port<typeof SellersService>, 'getSellers'>;
};

/** What the use cases get: the deps and the catalogue's own things. */
export type Catalog = CatalogDeps & {
  readonly store: Store;
  readonly pageReads: PageReads;
  readonly outbox: Outbox;
  readonly audit: AuditTrail;
  /** Lists and details as bytes; writes drop them by tag. */
  readonly pages: PageCache;
};
