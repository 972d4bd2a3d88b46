import type { HttpModule } from '@souk/platform/http';
import type { SandboxControl } from './control.ts';
import { sandboxError } from './errors.ts';
import { freightRoutes } from './freight-routes.ts';
import { paymentRoutes } from './payment-routes.ts';
import { timeRoutes } from './time-routes.ts';

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
