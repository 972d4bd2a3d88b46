import type { CatalogService, InventoryService, PaymentsService, SellersService } from '@souk/contracts';
import type { Clock, Id, IdSource, Money } from '@souk/kernel';
import type { RequestContext } from '@souk/platform/context';
import type { Database } from '@souk/platform/data';
import type { Faults } from '@souk/platform/resilience';
import type { Port } from '@souk/platform/rpc';
import type { Logger } from '@souk/platform/telemetry';
import type { OrdersConfig } from './config.ts';
import type { CompletedHere } from './data/completed-here.ts';
import type { Store } from './data/store.ts';
import type { Checkout } from './domain/checkout.ts';

/** What one seller would send to one place. */
export type ShipmentToRate = {
  readonly sellerId: Id;
  readonly originPostcode: string;
  readonly destinationPostcode: string;
  /** ISO 3166-1 alpha-2. */
  readonly destinationCountry: string;
  readonly lines: readonly {
    readonly offerId: Id;
    readonly quantity: number;
    readonly weightGrams: number;
    readonly unitPrice: Money;
  }[];
};

/** The edge "freight": what a seller's shipment costs. */
export type ShippingRates = {
  /** The freight of each shipment, in its order, in the deployment's currency; the same question, the same price. */
  quote(ctx: RequestContext, shipments: readonly ShipmentToRate[]): Promise<readonly Money[]>;
};

/** Every outside thing that the service needs. */
export type OrdersDeps = {
  readonly db: Database;
  /** Business time: orders, payments, reservations. */
  readonly clock: Clock;
  /** Machine time: the leases of running checkouts. */
  readonly machineClock: Clock;
  readonly ids: IdSource;
  readonly log: Logger;
  readonly config: OrdersConfig;
  readonly faults: Faults;
  readonly catalog: Port<typeof CatalogService>;
  readonly sellers: Port<typeof SellersService>;
  readonly inventory: Port<typeof InventoryService>;
  readonly payments: Port<typeof PaymentsService>;
  readonly rates: ShippingRates;
};

/** What the use cases get: the outside things and the service's own. */
export type Orders = OrdersDeps & {
  readonly store: Store;
  /** Checkouts that this process is working on, so that it works on each of them once. */
  readonly underWay: Map<Id, Promise<Checkout>>;
  readonly completedHere: CompletedHere;
};
