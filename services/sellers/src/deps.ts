import type { IdentityService } from '@souk/contracts';
import type { Clock, IdSource } from '@souk/kernel';
import type { Database } from '@souk/platform/data';
import type { Faults } from '@souk/platform/resilience';
import type { Port } from '@souk/platform/rpc';
import type { Logger } from '@souk/platform/telemetry';
import type { SellersConfig } from './config.ts';

/** Every outside thing that the service needs. */
export type SellersDeps = {
  readonly db: Database;
  /** Business time. */
  readonly clock: Clock;
  /** Machine time: how long a change of staff has been under way. */
  readonly machineClock: Clock;
  readonly ids: IdSource;
  readonly log: Logger;
  readonly config: SellersConfig;
  readonly faults: Faults;
  readonly identity: Port<typeof IdentityService>;
};
