import { CatalogService, SellersService, SellerState, type EventEnvelope } from '@souk/contracts';
import { manualClock, newId, type Id, type ManualClock } from '@souk/kernel';
import type { Identity } from '@souk/platform/context';
import { directPort, type Port } from '@souk/platform/rpc';
import type { Service } from '@souk/platform/service';
import {
  callRoute,
  startTestDatabase,
  testContext,
  testIdentity,
  testLogger,
  type TestRequest,
  type TestResponse,
} from '@souk/platform/testing';
import { catalogConfig } from '../src/config.ts';
import type { Catalog } from '../src/deps.ts';
import { assemble, createCatalog } from '../src/index.ts';

export const START = new Date('2026-01-01T12:00:00Z');
export const admin = testIdentity(['admin']);

export type Harness = {
  readonly catalog: Catalog;
  readonly service: Service<typeof CatalogService>;
  readonly port: Port<typeof CatalogService>;
  readonly clock: ManualClock;
  /** A seller that the sellers service knows (by `ref-` and its id too) and has approved, with its staff's identity. */
  approvedSeller(name?: string): { readonly sellerId: Id; readonly staff: Identity };
  /** Gives a seller another name, of which `tell` then tells. */
  rename(sellerId: Id, name: string): void;
  /** How often the sellers service was asked. */
  readonly asked: () => number;
  send(
    method: TestRequest['method'],
    path: string,
    options?: Omit<TestRequest, 'method' | 'path'>,
  ): Promise<TestResponse>;
  /** Hands a seller's event to the catalogue. */
  tell(type: 'SellerApproved' | 'SellerSuspended' | 'SellerChanged', sellerId: Id, eventId?: Id): Promise<Id>;
  /** Events that wait for the relay, of one subject. */
  events(subject: Id): Promise<readonly EventEnvelope[]>;
  stop(): Promise<void>;
};

/** The catalogue on a real database, beside a sellers service that knows what it was told. */
export async function startHarness(): Promise<Harness> {
  const database = await startTestDatabase('catalog');
  const clock = manualClock(START);
  const sellers = new Map<Id, string>();
  let asked = 0;
  const deps = {
    db: database.db,
    clock,
    machineClock: clock,
    ids: newId,
    log: testLogger(),
    config: catalogConfig({}),
    sellers: directPort(SellersService, {
      getSellers: (_ctx, { sellerIds, references }) => {
        asked += 1;
        const named = references.map((reference) => reference.replace(/^ref-/, ''));
        const found = [...sellerIds, ...named].filter((id) => sellers.has(id));
        const approved = (sellerId: Id) => ({
          sellerId,
          name: sellers.get(sellerId) ?? '',
          state: SellerState.APPROVED,
          reference: `ref-${sellerId}`,
        });
        return Promise.resolve({ sellers: found.map(approved) });
      },
    }),
  };
  const service = createCatalog(deps);
  await service.start();
  if (service.rpc === undefined) throw new TypeError('the catalogue answers calls');
  const [consumer] = service.consumers;
  return {
    catalog: assemble(deps),
    service,
    port: directPort(CatalogService, service.rpc.implementation),
    clock,
    approvedSeller: (name = 'Casa Barro') => {
      const sellerId = newId('seller');
      sellers.set(sellerId, name);
      return { sellerId, staff: testIdentity(['seller'], { sellerId }) };
    },
    rename: (sellerId, name) => void sellers.set(sellerId, name),
    asked: () => asked,
    send: (method, path, options = {}) =>
      callRoute(service.http, { method, path: `/api/v1${path}`, ...options }),
    tell: async (type, sellerId, eventId = newId('event')) => {
      await consumer?.handle(
        testContext(),
        sellerEvent(type, sellerId, sellers.get(sellerId) ?? '', eventId),
      );
      return eventId;
    },
    events: async (subject) =>
      ((await service.outbox?.unpublished(100_000)) ?? []).filter((event) => event.subject === subject),
    stop: () => database.stop(),
  };
}

function sellerEvent(
  type: 'SellerApproved' | 'SellerSuspended' | 'SellerChanged',
  sellerId: Id,
  name: string,
  id: Id,
): EventEnvelope {
  return {
    id,
    type,
    version: 1,
    occurredAt: START.toISOString(),
    subject: sellerId,
    requestId: newId('request'),
    causedBy: 'test',
    data: {
      sellerId,
      name,
      state: type === 'SellerSuspended' ? 'suspended' : 'approved',
      commissionBasisPoints: 1000,
    },
  };
}

type Json = Readonly<Record<string, unknown>>;

/** A field of a JSON reply, as text. */
export function textAt(body: unknown, ...path: (string | number)[]): string {
  return String(path.reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], body));
}

/** A row of an import that makes one product with one offer. */
export function importRow(sellerId: Id, over: Json = {}): Json {
  const name = newId('product').slice(-12);
  return {
    reference: name,
    sellerId,
    title: `Cup ${name}`,
    category: ['Home', 'Kitchen'],
    sku: name,
    weightGrams: 300,
    price: { amount: 1000, currency: 'BRL' },
    ...over,
  };
}
