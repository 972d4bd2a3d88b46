import { SellersService, type EventEnvelope } from '@souk/contracts';
import { manualClock, newId, type ManualClock } from '@souk/kernel';
import type { Database } from '@souk/platform/data';
import { noFaults, type Faults } from '@souk/platform/resilience';
import { binaryPort, type Port } from '@souk/platform/rpc';
import type { Service } from '@souk/platform/service';
import {
  callRoute,
  startTestDatabase,
  testIdentity,
  testLogger,
  type TestRequest,
  type TestResponse,
} from '@souk/platform/testing';
import { createSellers, sellersConfig } from '../src/index.ts';
import { fakeIdentity, type FakeIdentity } from './fake-identity.ts';

export const ADMIN = testIdentity(['admin']);
export const CASA_VERDE = { name: 'Casa Verde', postcode: '13023-000' };

type SellerWire = { readonly id: string; readonly state: string; readonly version: number };

/** The service on a database of its own, with what a test looks at. */
export type SellersUnderTest = {
  readonly service: Service<typeof SellersService>;
  readonly db: Database;
  /** The calls that it answers, every message through its binary form. */
  readonly port: Port<typeof SellersService>;
  readonly identity: FakeIdentity;
  readonly clock: ManualClock;
  readonly machineClock: ManualClock;
  /** What happens at named points; nothing unless a test sets it. */
  faults: Faults;
  call(request: TestRequest): Promise<TestResponse>;
  post(
    path: string,
    body: unknown,
    as?: TestRequest['identity'],
    headers?: TestRequest['headers'],
  ): Promise<TestResponse>;
  get(path: string, as?: TestRequest['identity']): Promise<TestResponse>;
  /** An account that has applied, and its seller. */
  applicant(): Promise<{ readonly owner: ReturnType<typeof testIdentity>; readonly sellerId: string }>;
  /** An approved seller with its owner as he asks after his next log-in. */
  approved(): Promise<{ readonly owner: ReturnType<typeof testIdentity>; readonly sellerId: string }>;
  /** The stored documents as the database has them. */
  stored(collection: string): Promise<Record<string, unknown>[]>;
  /** What waits in the outbox about this seller. */
  eventsOf(sellerId: string): Promise<readonly EventEnvelope[]>;
  stop(): Promise<void>;
};

export async function startSellers(): Promise<SellersUnderTest> {
  const database = await startTestDatabase('sellers');
  const clock = manualClock(new Date('2026-03-01T12:00:00Z'));
  const machineClock = manualClock(new Date('2026-03-01T12:00:00Z'));
  const identity = fakeIdentity();
  const deps = {
    db: database.db,
    clock,
    machineClock,
    ids: newId,
    log: testLogger(),
    config: sellersConfig({}),
    faults: { reach: (point: string) => test.faults.reach(point) },
    identity: identity.port,
  };
  const service = createSellers(deps);
  await service.start();
  if (service.rpc === undefined) throw new Error('sellers answers calls');
  const call = (request: TestRequest) => callRoute(service.http, request);
  const post: SellersUnderTest['post'] = (path, body, as, headers = {}) =>
    call({
      method: 'POST',
      path: `/api/v1${path}`,
      body,
      headers,
      ...(as === undefined ? {} : { identity: as }),
    });
  const applicant: SellersUnderTest['applicant'] = async () => {
    const owner = testIdentity(['customer']);
    return { owner, sellerId: ((await post('/sellers', CASA_VERDE, owner)).body as SellerWire).id };
  };
  const test: SellersUnderTest = {
    service,
    db: database.db,
    port: binaryPort(SellersService, service.rpc.implementation),
    identity,
    clock,
    machineClock,
    faults: noFaults,
    call,
    post,
    get: (path, as) =>
      call({ method: 'GET', path: `/api/v1${path}`, ...(as === undefined ? {} : { identity: as }) }),
    applicant,
    approved: async () => {
      const { owner, sellerId } = await applicant();
      await post(`/sellers/${sellerId}/approvals`, {}, ADMIN);
      const { accountId } = owner;
      return { sellerId, owner: testIdentity(['customer', 'seller'], { accountId, sellerId }) };
    },
    stored: (collection) => database.db.connection.collection(collection).find({}).toArray(),
    eventsOf: async (sellerId) =>
      ((await service.outbox?.unpublished(10_000)) ?? []).filter(({ subject }) => subject === sellerId),
    stop: async () => {
      await service.stop();
      await database.stop();
    },
  };
  return test;
}
