import type { Clock } from '@souk/kernel';
import type { IdempotencyStore } from '@souk/platform/data';
import type { SandboxApi } from '../client/api.ts';
import type { SandboxRates } from '../rates/rates.ts';
import type { BusinessClock } from '../time/business-clock.ts';

/** What the routes of the sandbox move. */
export type SandboxControl = {
  readonly api: SandboxApi;
  readonly rates: SandboxRates;
  readonly businessClock: BusinessClock;
  readonly clock: Clock;
  readonly currency: string;
  readonly idempotency: IdempotencyStore;
};
