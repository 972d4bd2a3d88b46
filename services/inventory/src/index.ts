import { InventoryService } from '@souk/contracts';
import { createIdempotencyStore } from '@souk/platform/data';
import type { Service } from '@souk/platform/service';
import { rpcService, type PortImplementation } from '@souk/platform/rpc';
import { documentOutbox } from './data/outbox.ts';
import { openStore } from './data/store.ts';
import type { Inventory, InventoryDeps } from './deps.ts';
import { inventoryError } from './errors.ts';
import { adjustStockRoute } from './features/adjust-stock/http.ts';
import { commitRpc } from './features/commit-reservation/rpc.ts';
import { extendRpc } from './features/extend-reservation/rpc.ts';
import { getStockRoute } from './features/get-stock/http.ts';
import { getStockRpc } from './features/get-stock/rpc.ts';
import { importStockRoute } from './features/import-stock/http.ts';
import { listAdjustmentsRoute } from './features/list-adjustments/http.ts';
import { releaseRpc } from './features/release-reservation/rpc.ts';
import { reserveRpc } from './features/reserve-stock/rpc.ts';
import { returnRpc } from './features/return-stock/rpc.ts';
import { expireReservationsJob } from './jobs/expire-reservations.ts';
import { finishInterruptedJob } from './jobs/finish-interrupted.ts';

export { inventoryConfig, type InventoryConfig } from './config.ts';
export type { InventoryDeps } from './deps.ts';

/** Stock per offer and the reservations on it. */
export function createInventory(deps: InventoryDeps): Service<typeof InventoryService> {
  const store = openStore(deps.db, deps.log);
  const inventory: Inventory = { ...deps, store };
  return {
    name: 'inventory',
    http: {
      name: 'inventory',
      routes: [
        getStockRoute(inventory),
        adjustStockRoute(inventory),
        listAdjustmentsRoute(inventory),
        importStockRoute(inventory),
      ],
      idempotency: createIdempotencyStore(deps.db, deps.machineClock),
      errors: inventoryError.table,
    },
    rpc: rpcService(InventoryService, calls(inventory)),
    consumers: [],
    jobs: [finishInterruptedJob(inventory), expireReservationsJob(inventory)],
    outbox: documentOutbox(store.withOutbox, store.signal),
    start: () => store.ensureIndexes(),
    idle: () => store.saleMarks.flush(),
    stop: () => store.saleMarks.flush(),
  };
}

function calls(inventory: Inventory): PortImplementation<typeof InventoryService> {
  return {
    reserve: reserveRpc(inventory),
    commitReservation: commitRpc(inventory),
    releaseReservation: releaseRpc(inventory),
    extendReservation: extendRpc(inventory),
    returnStock: returnRpc(inventory),
    getStock: getStockRpc(inventory),
  };
}
