import { SellersService } from '@souk/contracts';
import { createIdempotencyStore, ensureIndexes } from '@souk/platform/data';
import type { HttpModule } from '@souk/platform/http';
import { rpcService } from '@souk/platform/rpc';
import type { Service } from '@souk/platform/service';
import { onSellerApproved } from './consumers/on-seller-approved.ts';
import type { SellersDeps } from './deps.ts';
import { sellersError } from './errors.ts';
import { addStaffRoute } from './features/add-staff/http.ts';
import { applyToSellRoute } from './features/apply-to-sell/http.ts';
import { approveSellerRoute } from './features/approve-seller/http.ts';
import { changeSellerRoute } from './features/change-seller/http.ts';
import { getSellersCall } from './features/get-sellers/rpc.ts';
import { importSellersRoute } from './features/import-sellers/http.ts';
import { listSellersRoute } from './features/list-sellers/http.ts';
import { listStaffRoute } from './features/list-staff/http.ts';
import { rejectSellerRoute } from './features/reject-seller/http.ts';
import { removeStaffRoute } from './features/remove-staff/http.ts';
import { showSellerRoute } from './features/show-seller/http.ts';
import { suspendSellerRoute } from './features/suspend-seller/http.ts';
import { finishStaffChanges } from './jobs/finish-staff-changes.ts';
import { assembleParts, type SellersParts } from './parts.ts';

export { sellersConfig, type SellersConfig } from './config.ts';
export type { SellersDeps } from './deps.ts';

/** Puts the service together. */
export function createSellers(deps: SellersDeps): Service<typeof SellersService> {
  const parts = assembleParts(deps);
  return {
    name: 'sellers',
    http: {
      name: 'sellers',
      routes: routes(parts),
      idempotency: createIdempotencyStore(deps.db),
      errors: sellersError.table,
    },
    rpc: rpcService(SellersService, { getSellers: getSellersCall(parts) }),
    consumers: [onSellerApproved(parts)],
    jobs: [finishStaffChanges(parts)],
    outbox: parts.outbox,
    start: () => ensureIndexes([parts.stores.sellers, parts.stores.staff]),
    stop: () => Promise.resolve(),
  };
}

function routes(parts: SellersParts): HttpModule['routes'] {
  return [
    applyToSellRoute(parts),
    listSellersRoute(parts),
    showSellerRoute(parts),
    changeSellerRoute(parts),
    approveSellerRoute(parts),
    rejectSellerRoute(parts),
    suspendSellerRoute(parts),
    addStaffRoute(parts),
    listStaffRoute(parts),
    removeStaffRoute(parts),
    importSellersRoute(parts),
  ];
}
