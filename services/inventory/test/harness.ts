import { manualClock, newId, type Id, type ManualClock } from '@souk/kernel';
import { noFaults, type Faults } from '@souk/platform/resilience';
import { directPort, type Port } from '@souk/platform/rpc';
import type { Service } from '@souk/platform/service';
import { startTestDatabase, testContext, testLogger } from '@souk/platform/testing';
import { CatalogService, type EventEnvelope, type InventoryService } from '@souk/contracts';
import { inventoryConfig } from '../src/config.ts';
import { openStore } from '../src/data/store.ts';
import { findReservation } from '../src/data/reservations.ts';
import type { Inventory } from '../src/deps.ts';
import type { Reservation } from '../src/domain/reservation.ts';
import { createInventory } from '../src/index.ts';

export const START = new Date('2026-01-01T12:00:00Z');

export type Harness = {
  readonly inventory: Inventory;
  readonly service: Service<typeof InventoryService>;
  readonly clock: ManualClock;
  readonly machineClock: ManualClock;
  /** Inventory whose functions meet these faults. */
  withFaults(faults: Faults): Inventory;
  /** An offer that the catalogue knows, with pieces on its shelf. */
  offerWith(available: number, sellerId?: Id): Promise<Id>;
  level(offerId: Id): Promise<{ available: number; reserved: number; sold: number; holds: number }>;
  reservation(id: Id): Promise<Reservation | null>;
  /** Events that wait for the relay. */
  events(): Promise<readonly EventEnvelope[]>;
  /** Moves machine time on, beyond every lease. */
  passLeases(): void;
  stop(): Promise<void>;
};

/** Inventory on a real database, with clocks that stand still and a catalogue that knows what it was told. */
export async function startHarness(): Promise<Harness> {
  const database = await startTestDatabase('inventory');
  const [clock, machineClock] = [manualClock(START), manualClock(START)];
  const sellers = new Map<Id, Id>();
  const catalog = catalogKnowing(sellers);
  const deps = {
    db: database.db,
    clock,
    machineClock,
    ids: newId,
    log: testLogger(),
    config: inventoryConfig({}),
    faults: noFaults,
    catalog,
  };
  const service = createInventory(deps);
  await service.start();
  const inventory: Inventory = { ...deps, store: openStore(database.db, deps.log) };
  return {
    inventory,
    service,
    clock,
    machineClock,
    withFaults: (faults) => ({ ...inventory, faults }),
    offerWith: async (available, sellerId = newId('seller')) => {
      const offerId = newId('offer');
      sellers.set(offerId, sellerId);
      const now = machineClock.now();
      const counts = { available, reserved: 0, sold: 0, version: 1 };
      const nothing = { holds: [], commands: [], createdAt: now, updatedAt: now };
      await inventory.store.stocks.insertOne({ _id: offerId, sellerId, ...counts, ...nothing });
      return offerId;
    },
    level: async (offerId) => {
      const stock = await inventory.store.stocks.findOne({ _id: offerId });
      if (stock === null) throw new TypeError(`no stock for ${offerId}`);
      const { available, reserved, sold, holds } = stock;
      return { available, reserved, sold, holds: holds.length };
    },
    reservation: async (id) => {
      await inventory.store.saleMarks.flush();
      return findReservation(inventory.store.reservations, id);
    },
    events: async () => (await service.outbox?.unpublished(10_000)) ?? [],
    passLeases: () => machineClock.set(new Date(machineClock.now().getTime() + 600_000)),
    stop: async () => {
      await inventory.store.saleMarks.flush();
      await database.stop();
    },
  };
}

function catalogKnowing(sellers: ReadonlyMap<Id, Id>): Pick<Port<typeof CatalogService>, 'getOffers'> {
  return directPort(CatalogService, {
    getOffers: (_ctx, { offerIds }) =>
      Promise.resolve({
        offers: offerIds.flatMap((offerId) => {
          const sellerId = sellers.get(offerId);
          return sellerId === undefined ? [] : [{ offerId, sellerId }];
        }),
      }),
  });
}

export const ctx = testContext();

/** A minute before or after the clock's start, in business time. */
export function minutesAfterStart(minutes: number): Date {
  return new Date(START.getTime() + minutes * 60_000);
}
