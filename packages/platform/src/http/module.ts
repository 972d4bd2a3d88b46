import type { ErrorTable } from '@souk/kernel';
import type { IdempotencyStore } from '../data/index.ts';
import type { AnyRoute } from './route.ts';

/** What one service offers over HTTP. */
export type HttpModule = {
  readonly name: string;
  /** Where its routes hang; `/api/v1` unless said (`''` for the root: `/.well-known/jwks.json`). */
  readonly prefix?: string;
  readonly routes: readonly AnyRoute[];
  /** Claims of idempotency keys, in this service's own database. */
  readonly idempotency: IdempotencyStore;
  /** Every error code that the routes name in `errors`. */
  readonly errors: ErrorTable;
};

export const API_PREFIX = '/api/v1';

/** The route's full path in Express form: `/api/v1/carts/:cartId`. */
export function fullPath(module: HttpModule, path: string): string {
  return `${module.prefix ?? API_PREFIX}${path}`;
}
