import { createCatalog } from '@souk/catalog';
import {
  CatalogService,
  IdentityService,
  InventoryService,
  PaymentsService,
  SellersService,
} from '@souk/contracts';
import { createIdentity, createKeyFile } from '@souk/identity';
import { createInventory } from '@souk/inventory';
import { systemClock, newId } from '@souk/kernel';
import { createOrders } from '@souk/orders';
import { createPayments } from '@souk/payments';
import { createIdempotencyStore, isUp, type Database } from '@souk/platform/data';
import type { HttpModule } from '@souk/platform/http';
import { faultsFromText } from '@souk/platform/resilience';
import type { Service } from '@souk/platform/service';
import type { Logger, Metrics } from '@souk/platform/telemetry';
import { createSellers } from '@souk/sellers';
import { join } from 'node:path';
import type { SoukConfig } from '../config.ts';
import { serviceSettings } from '../service-settings.ts';
import { createConnections } from './connections.ts';
import type { DatabaseName } from './database-names.ts';
import type { DatabaseServer } from './databases.ts';
import { deadLetterModule } from './dead-letter-routes.ts';
import { createEventHub } from './event-hub.ts';
import { createOutsideWorld } from './outside-world.ts';
import { runJobs, type JobRunner } from './run-jobs.ts';

export type Surroundings = {
  readonly config: SoukConfig;
  readonly databases: DatabaseServer;
  readonly log: Logger;
  /** Where this process listens; null when it does not. */
  readonly ownUrl: string | null;
  readonly metrics: Metrics;
};

/** The whole system on one page: which service gets which database, ports and adapters. */
export async function compose({ config, databases, log, ownUrl, metrics }: Surroundings) {
  // First, so that a wrong setting stops the start before anything is opened.
  const settings = serviceSettings(config.environment);
  const opened = await databases.openAll();
  const machineClock = systemClock;
  const world = await createOutsideWorld({ config, db: opened.sandbox, machineClock, log, ownUrl });
  const connections = createConnections(log);
  const faults = faultsFromText(config.SOUK_KILL_AT);
  const own = (name: DatabaseName) => ({
    db: opened[name],
    clock: world.clock,
    machineClock,
    ids: newId,
    faults,
    log: log.child({ service: name }),
  });

  const keys = createKeyFile(join(config.SOUK_DATA, 'keys'));
  const identity = await createIdentity({ ...own('identity'), config: settings.identity, keys });
  const identityPort = await connections.port(IdentityService, identity, config.SOUK_RPC);

  const sellers = createSellers({
    ...own('sellers'),
    config: settings.sellers,
    identity: identityPort,
  });
  const sellersPort = await connections.port(SellersService, sellers, config.SOUK_RPC);

  const catalog = createCatalog({
    ...own('catalog'),
    config: settings.catalog,
    sellers: sellersPort,
  });
  const catalogPort = await connections.port(CatalogService, catalog, config.SOUK_RPC);

  const inventory = createInventory({
    ...own('inventory'),
    config: settings.inventory,
    catalog: catalogPort,
  });
  const inventoryPort = await connections.port(InventoryService, inventory, config.SOUK_RPC);

  const payments = createPayments({
    ...own('payments'),
    config: settings.payments,
    provider: world.paymentProvider,
    metrics,
  });
  world.deliverWebhooksTo(payments.receiveWebhook);
  const paymentsPort = await connections.port(PaymentsService, payments, config.SOUK_RPC);

  const orders = createOrders({
    ...own('orders'),
    config: settings.orders,
    catalog: catalogPort,
    sellers: sellersPort,
    inventory: inventoryPort,
    payments: paymentsPort,
    rates: world.rates,
  });

  const services: readonly Service[] = [identity, sellers, catalog, inventory, payments, orders];
  const hub = createEventHub({
    db: opened.events,
    services,
    logger: log,
    clock: machineClock,
    retention: {
      eventsDays: config.SOUK_EVENT_RETENTION_DAYS,
      absentConsumersDays: config.SOUK_EVENT_ABSENCE_DAYS,
    },
  });
  const modules: readonly HttpModule[] = [
    ...services.map((service) => service.http),
    identity.wellKnown,
    deadLetterModule(hub.log.deadLetters, createIdempotencyStore(opened.events)),
    world.http,
  ];
  let jobs: JobRunner | null = null;
  return {
    modules,
    identityPort,
    /** Whether each database answers. */
    ready: async () => Object.fromEntries(await Promise.all(Object.values(opened).map(readiness))),
    /** Makes everything ready for the first request: indexes, consumers, relays, jobs. */
    start: async () => {
      await Promise.all(services.map((service) => service.start()));
      await hub.start();
      await world.start();
      jobs = runJobs([...services.flatMap((service) => service.jobs), ...hub.jobs], log);
    },
    idle: async () => {
      // What the provider tells leads to events, and these to calls of which it tells again.
      do await hub.idle();
      while (await world.idle());
      await Promise.all(services.flatMap(({ idle }) => (idle === undefined ? [] : [idle()])));
    },
    stop: async () => {
      await jobs?.stop();
      await world.stop();
      await hub.stop();
      await connections.stop();
      await Promise.all(services.map((service) => service.stop()));
      await Promise.all(Object.values(opened).map((db) => db.close()));
    },
  };
}

async function readiness(db: Database): Promise<[string, 'up' | 'down']> {
  return [db.name, (await isUp(db)) ? 'up' : 'down'];
}
