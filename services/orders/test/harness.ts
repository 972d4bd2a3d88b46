import { parseEvent, type EventEnvelope, type EventType } from '@souk/contracts';
import { manualClock, newId, type Id } from '@souk/kernel';
import type { RequestContext } from '@souk/platform/context';
import { noFaults, type Faults } from '@souk/platform/resilience';
import {
  startTestDatabase,
  testContext,
  testIdentity,
  testLogger,
  type TestDatabase,
} from '@souk/platform/testing';
import { ordersConfig } from '../src/config.ts';
import { completedHere } from '../src/data/completed-here.ts';
import { openStore } from '../src/data/store.ts';
import type { Orders } from '../src/deps.ts';
import { createOrders } from '../src/index.ts';
import { hashToken } from '../src/access.ts';
import { changeCart } from '../src/features/change-cart/change-cart.ts';
import { checkOut } from '../src/features/check-out/check-out.ts';
import type { CheckOut, PaymentOffer } from '../src/features/check-out/command.ts';
import { openCart } from '../src/features/open-cart/open-cart.ts';
import { T0, address, brl } from './orders.ts';
import { fakeCatalog, fakeInventory, fakePayments, fakeRates, fakeSellers } from './ports.ts';

/** The orders service on a real database, between fakes of its neighbours. */
export type Shop = Awaited<ReturnType<typeof openShop>>;

export async function openShop() {
  const database: TestDatabase = await startTestDatabase('orders');
  const clock = manualClock(T0);
  const catalog = fakeCatalog();
  const inventory = fakeInventory();
  const payments = fakePayments();
  const faults: { now: Faults } = { now: noFaults };
  const deps = {
    db: database.db,
    clock,
    machineClock: { now: () => new Date() },
    ids: newId,
    log: testLogger(),
    config: ordersConfig({
      SOUK_ORDERS_LEASE_MS: '60',
      SOUK_PAYMENT_TOLERANCE: '2',
      SOUK_ORDERS_ATTEMPTS: '5',
    }),
    faults: { reach: (point: string) => faults.now.reach(point) },
    catalog: catalog.port,
    sellers: fakeSellers(),
    inventory: inventory.port,
    payments: payments.port,
    rates: fakeRates,
  };
  const service = createOrders(deps);
  await service.start();
  // A second view of the same collections, for use cases called without HTTP.
  const orders: Orders = {
    ...deps,
    store: openStoreAgain(database),
    underWay: new Map(),
    completedHere: completedHere(),
  };
  return {
    database,
    clock,
    catalog,
    inventory,
    payments,
    faults,
    deps,
    service,
    orders,
    stop: () => database.stop(),
  };
}

function openStoreAgain({ db }: TestDatabase) {
  return openStore({ ...db, connection: withoutModels(db.connection) });
}

/** Models can be defined once on a connection; the store needs them for its indexes only. */
function withoutModels(connection: TestDatabase['db']['connection']) {
  return Object.create(connection, { model: { value: () => ({}) } }) as typeof connection;
}

/** An offer of its own seller, in stock. */
export function stockedOffer(
  shop: Shop,
  options: { price?: bigint; stock?: number; sellerId?: Id } = {},
): Id {
  const offerId = newId('offer');
  const { price = 1_000n, stock = 100, sellerId = newId('seller') } = options;
  shop.catalog.offers.set(offerId, { sellerId, price, active: true });
  shop.inventory.stock.set(offerId, stock);
  return offerId;
}

export type Guest = { readonly ctx: RequestContext; readonly cartId: Id; readonly token: string };

/** A guest whose cart holds these offers. */
export async function guestWith(shop: Shop, offers: readonly (readonly [Id, number])[]): Promise<Guest> {
  const { cart, token } = await openCart(shop.orders, testContext());
  if (token === null) throw new TypeError('a guest gets a token');
  const ctx = testContext({ cartToken: token });
  for (const [offerId, quantity] of offers) {
    const change = { type: 'add', line: { offerId, quantity } } as const;
    await changeCart(shop.orders, ctx, { cartId: cart.cartId, change });
  }
  return { ctx, cartId: cart.cartId, token };
}

export function customerContext(accountId: Id = newId('account')): RequestContext {
  return testContext({ identity: testIdentity(['customer'], { accountId }) });
}

/** What the guest asks for; paid by one card unless said. */
export function request(guest: Guest, total: number, payments?: readonly Partial<PaymentOffer>[]): CheckOut {
  return {
    cartId: guest.cartId,
    expectedTotal: brl(total),
    email: 'ana@example.com',
    address,
    payments: (payments ?? [{}]).map((payment) => ({
      method: 'card',
      amount: brl(total),
      token: 'tok_ok',
      instalments: 1,
      ...payment,
    })),
  };
}

/** A guest's order of one piece at 10.00 with 5.00 freight, checked out like this. */
export async function orderOnePiece(shop: Shop, payments?: readonly Partial<PaymentOffer>[]) {
  const offerId = stockedOffer(shop);
  const guest = await guestWith(shop, [[offerId, 1]]);
  const checkout = await checkOut(shop.orders, guest.ctx, request(guest, 1_500, payments));
  return { offerId, guest, checkout };
}

/** Hands an event of another service to the consumers that hear it. */
export async function hear(shop: Shop, type: EventType, subject: Id, data: unknown): Promise<void> {
  const event = envelope(type, subject, data);
  await deliver(shop, event);
  // At least once: twice must be as good.
  await deliver(shop, event);
}

export function envelope(type: EventType, subject: Id, data: unknown): EventEnvelope {
  return parseEvent({
    id: newId('event'),
    type,
    version: 1,
    occurredAt: T0.toISOString(),
    subject,
    requestId: newId('request'),
    causedBy: 'test',
    data,
  });
}

export async function deliver(shop: Shop, event: EventEnvelope): Promise<void> {
  const ctx = testContext({ identity: { kind: 'system', name: 'test' } });
  for (const consumer of shop.service.consumers) {
    if (consumer.types.includes(event.type)) await consumer.handle(ctx, event);
  }
}

/** Delivers what the streams tell until nothing is left; returns it. */
export async function drain(shop: Shop): Promise<readonly EventEnvelope[]> {
  const told: EventEnvelope[] = [];
  for (;;) {
    const events = (await shop.service.outbox?.unpublished(100)) ?? [];
    if (events.length === 0) return told;
    for (const event of events) {
      parseEvent(event);
      await deliver(shop, event);
    }
    told.push(...events);
    await shop.service.outbox?.markPublished(events.map((event) => event.id));
  }
}

export async function runJob(shop: Shop, name: string): Promise<void> {
  const job = shop.service.jobs.find((each) => each.name === name);
  if (job === undefined) throw new TypeError(`no job ${name}`);
  await job.run(testContext({ identity: { kind: 'system', name } }));
}

/** The scope of a guest. */
export const scopeOf = (guest: Guest) => ({ tokenHash: hashToken(guest.token) });
