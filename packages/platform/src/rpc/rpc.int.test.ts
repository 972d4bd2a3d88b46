import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { CatalogService, InventoryService, ReservationState } from '@souk/contracts';
import { DomainError } from '@souk/kernel';
import type { RequestContext } from '../context/index.ts';
import { testContext, testIdentity, testLogger } from '../testing/test-context.ts';
import {
  binaryPort,
  connectPort,
  directPort,
  rpcService,
  serveRpc,
  type Port,
  type PortImplementation,
  type RpcServer,
} from './index.ts';

/** What the implementation saw, so that a test can compare it with what was sent. */
const seen: { ctx: RequestContext | null; request: unknown } = { ctx: null, request: null };

const catalog: PortImplementation<typeof CatalogService> = {
  getOffers: (ctx, request) => {
    seen.ctx = ctx;
    seen.request = request;
    return Promise.resolve({
      offers: request.offerIds.map((offerId) => ({
        offerId,
        title: 'Ação — 10 €',
        price: { amount: 1_000_000_000_000n, currency: 'BRL' },
      })),
    });
  },
};

const refusal = new DomainError(
  'price-changed',
  'conflict',
  'A price has changed.',
  { totals: { amount: 9_007_199_254_740_993n, currency: 'BRL' }, offers: ['ofr_1'] },
  [{ pointer: '/expectedTotal', rule: 'changed', message: 'is no longer right' }],
);

const inventory: PortImplementation<typeof InventoryService> = {
  reserve: (_ctx, request) => {
    if (request.reservationId === 'refused') return Promise.reject(refusal);
    if (request.reservationId === 'broken') return Promise.reject(new TypeError('secret detail'));
    return Promise.resolve({
      state: ReservationState.OUT_OF_STOCK,
      shortages: request.lines.map(({ offerId, quantity }) => ({
        offerId,
        requested: quantity,
        available: 0,
      })),
    });
  },
  commitReservation: () => Promise.resolve({}),
  releaseReservation: () => new Promise(() => undefined),
  extendReservation: (_ctx, request) =>
    Promise.resolve({
      state: request.expiresAtMs === 1_893_456_000_000n ? ReservationState.HELD : ReservationState.UNKNOWN,
    }),
  returnStock: () => Promise.resolve({}),
  getStock: () => Promise.resolve({ stocks: [] }),
};

let server: RpcServer;
const closing = new AbortController();

beforeAll(async () => {
  server = await serveRpc({
    port: 0,
    services: [rpcService(CatalogService, catalog), rpcService(InventoryService, inventory)],
    log: testLogger(),
  });
});

afterAll(async () => {
  closing.abort();
  await server.stop();
});

beforeEach(() => {
  seen.ctx = null;
  seen.request = null;
});

type Ports = { catalog: Port<typeof CatalogService>; inventory: Port<typeof InventoryService> };

const wire = () => ({ baseUrl: server.baseUrl, timeoutMs: 5_000, signal: closing.signal });
const adapters: [string, () => Ports][] = [
  [
    'direct',
    () => ({
      catalog: directPort(CatalogService, catalog),
      inventory: directPort(InventoryService, inventory),
    }),
  ],
  [
    'binary',
    () => ({
      catalog: binaryPort(CatalogService, catalog),
      inventory: binaryPort(InventoryService, inventory),
    }),
  ],
  [
    'gRPC',
    () => ({
      catalog: connectPort(CatalogService, wire()),
      inventory: connectPort(InventoryService, wire()),
    }),
  ],
];

describe.each(adapters)('a port by the %s adapter', (_name, ports) => {
  it('carries messages both ways, 64-bit integers exactly and missing fields as their defaults', async () => {
    const reply = await ports().catalog.getOffers(testContext(), { offerIds: ['ofr_1', 'ofr_2'] });
    expect(reply.offers).toHaveLength(2);
    expect(reply.offers[0]).toMatchObject({
      offerId: 'ofr_1',
      title: 'Ação — 10 €',
      price: { amount: 1_000_000_000_000n, currency: 'BRL' },
      active: false,
      weightGrams: 0,
    });
    expect(seen.request).toMatchObject({ offerIds: ['ofr_1', 'ofr_2'] });
  });

  it('fills an empty request and an empty reply', async () => {
    expect((await ports().catalog.getOffers(testContext(), {})).offers).toEqual([]);
    const { state } = await ports().inventory.commitReservation(testContext(), {});
    expect(state).toBe(ReservationState.UNSPECIFIED);
  });

  it('carries nested lists, enums and int64 requests', async () => {
    const { inventory: stock } = ports();
    const lines = [{ offerId: 'ofr_1', quantity: 3 }];
    const reply = await stock.reserve(testContext(), { reservationId: 'rsv_1', lines });
    expect(reply.state).toBe(ReservationState.OUT_OF_STOCK);
    expect(reply.shortages[0]).toMatchObject({ offerId: 'ofr_1', requested: 3, available: 0 });
    const extended = await stock.extendReservation(testContext(), { expiresAtMs: 1_893_456_000_000n });
    expect(extended.state).toBe(ReservationState.HELD);
  });

  it('tells who asks, on which request and command, until when', async () => {
    const ctx = testContext({
      identity: testIdentity(['seller'], { sellerId: 'sel_1' }),
      commandId: 'cmd_1',
      deadline: Date.now() + 60_000,
    });
    await ports().catalog.getOffers(ctx, {});
    expect(seen.ctx).toMatchObject({
      requestId: ctx.requestId,
      commandId: 'cmd_1',
      identity: ctx.identity,
    });
    const deadline = seen.ctx?.deadline ?? 0;
    expect(deadline).toBeGreaterThan(Date.now());
    expect(deadline).toBeLessThanOrEqual(Date.now() + 60_000);
  });

  it.each([{ kind: 'guest' } as const, { kind: 'system', name: 'orders.saga' } as const])(
    'knows the identity %j',
    async (identity) => {
      await ports().catalog.getOffers(testContext({ identity }), {});
      expect(seen.ctx?.identity).toEqual(identity);
    },
  );

  it("keeps the caller's idempotency claim, cart token and version to the caller", async () => {
    const ctx = testContext({
      cartToken: 'secret',
      ifMatch: '3',
      idempotency: { claimId: 'c', effects: 0 },
    });
    await ports().catalog.getOffers(ctx, {});
    expect(seen.ctx).toMatchObject({ cartToken: null, ifMatch: null, idempotency: null });
  });

  it('lets a refusal through with code, kind, details and fields', async () => {
    const refused = ports().inventory.reserve(testContext(), { reservationId: 'refused' });
    await expect(refused).rejects.toMatchObject({
      name: 'DomainError',
      code: 'price-changed',
      kind: 'conflict',
      message: 'A price has changed.',
      details: refusal.details,
      errors: refusal.errors,
    });
  });

  it('fails on an unknown error without making a refusal of it', async () => {
    const broken = ports().inventory.reserve(testContext(), { reservationId: 'broken' });
    await expect(broken).rejects.not.toHaveProperty('kind');
  });
});

describe('a port over gRPC', () => {
  it('hides what went wrong inside the other service', async () => {
    const broken = connectPort(InventoryService, wire()).reserve(testContext(), { reservationId: 'broken' });
    await expect(broken).rejects.toThrow(/Reserve failed: internal error req_/);
  });

  it('gives up at the request’s deadline', async () => {
    const port = connectPort(InventoryService, wire());
    const late = port.releaseReservation(testContext({ deadline: Date.now() + 50 }), {});
    await expect(late).rejects.toMatchObject({ code: 'deadline-exceeded', kind: 'timed-out' });
  });

  it('does not call when the deadline has passed', async () => {
    const port = connectPort(CatalogService, wire());
    const late = port.getOffers(testContext({ deadline: Date.now() - 1 }), {});
    await expect(late).rejects.toMatchObject({ kind: 'timed-out' });
    expect(seen.ctx).toBeNull();
  });

  it('says that a service is unavailable when nobody listens', async () => {
    const nobody = await serveRpc({ port: 0, services: [], log: testLogger() });
    await nobody.stop();
    const port = connectPort(CatalogService, {
      baseUrl: nobody.baseUrl,
      timeoutMs: 2_000,
      signal: closing.signal,
    });
    await expect(port.getOffers(testContext(), {})).rejects.toMatchObject({
      code: 'service-unavailable',
      kind: 'unavailable',
    });
  });
});
