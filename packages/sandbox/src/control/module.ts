import type { Clock } from '@souk/kernel';
import type { IdempotencyStore } from '@souk/platform/data';
import type { HttpModule } from '@souk/platform/http';
import type { SandboxApi } from '../client/api.ts';
import type { SandboxRates } from '../rates/rates.ts';
import type { BusinessClock } from '../time/business-clock.ts';
import { sandboxError } from './errors.ts';
import { freightRoutes } from './freight-routes.ts';
import { paymentRoutes } from './payment-routes.ts';
import { timeRoutes } from './time-routes.ts';

export type SandboxControl = {
  readonly api: SandboxApi;
  readonly rates: SandboxRates;
  readonly businessClock: BusinessClock;
  readonly clock: Clock;
  readonly currency: string;
  readonly idempotency: IdempotencyStore;
};

/** `/sandbox/v1`: how an administrator moves the world outside the shop. Never offered beside real adapters. */
export function sandboxModule(control: SandboxControl): HttpModule {
  return {
    name: 'sandbox',
    prefix: '/sandbox/v1',
    routes: [...timeRoutes(control), ...paymentRoutes(control), ...freightRoutes(control)],
    idempotency: control.idempotency,
    errors: sandboxError.table,
  };
}
