import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { IdentityService, type EventEnvelope } from '@souk/contracts';
import { manualClock, newId, type ManualClock } from '@souk/kernel';
import { binaryPort, type Port } from '@souk/platform/rpc';
import {
  callRoute,
  startTestDatabase,
  testIdentity,
  testLogger,
  type TestRequest,
  type TestResponse,
} from '@souk/platform/testing';
import { createIdentity, createKeyFile, type Identity } from '../src/index.ts';

export const ANA = { email: 'ana@example.com', password: 'correct horse battery', displayName: 'Ana Souza' };
export const ADMIN = testIdentity(['admin']);

type Tokens = { readonly accessToken: string; readonly expiresIn: number; readonly refreshToken: string };
export type Registered = {
  readonly account: { readonly id: string; readonly email: string; readonly roles: readonly string[] };
  readonly tokens: Tokens;
};

/** The service on a database of its own, with what a test looks at. */
export type IdentityUnderTest = {
  readonly service: Identity;
  /** The calls that it answers, every message through its binary form. */
  readonly port: Port<typeof IdentityService>;
  readonly clock: ManualClock;
  readonly machineClock: ManualClock;
  call(request: TestRequest): Promise<TestResponse>;
  post(path: string, body: unknown, more?: Partial<TestRequest>): Promise<TestResponse>;
  /** Registers somebody; with another address for each name. */
  register(name: string): Promise<Registered>;
  /** The stored documents as the database has them. */
  stored(collection: string): Promise<Record<string, unknown>[]>;
  /** What waits in the outbox. */
  events(): Promise<readonly EventEnvelope[]>;
  stop(): Promise<void>;
};

export async function startIdentity(): Promise<IdentityUnderTest> {
  const database = await startTestDatabase('identity');
  const keyDirectory = await mkdtemp(join(tmpdir(), 'souk-keys-'));
  const clock = manualClock(new Date('2026-03-01T12:00:00Z'));
  // Sessions expire by a TTL index, which goes by the real time.
  const machineClock = manualClock(new Date());
  const service = await createIdentity({
    db: database.db,
    clock,
    machineClock,
    ids: newId,
    log: testLogger(),
    config: { bcryptCost: 10, bcryptConcurrency: 2, bcryptQueue: 100, sessionDays: 30 },
    keys: createKeyFile(keyDirectory),
  });
  await service.start();
  if (service.rpc === undefined) throw new Error('identity answers calls');
  const call = (request: TestRequest) => callRoute(service.http, request);
  const post: IdentityUnderTest['post'] = (path, body, more = {}) =>
    call({ method: 'POST', path: `/api/v1${path}`, body, ...more });
  return {
    service,
    port: binaryPort(IdentityService, service.rpc.implementation),
    clock,
    machineClock,
    call,
    post,
    register: async (name) =>
      (await post('/accounts', { ...ANA, email: `${name}@example.com` })).body as Registered,
    stored: (collection) => database.db.connection.collection(collection).find({}).toArray(),
    events: async () => (await service.outbox?.unpublished(1_000)) ?? [],
    stop: async () => {
      await service.stop();
      await database.stop();
      await rm(keyDirectory, { recursive: true });
    },
  };
}

/** Lets time pass on a clock that stands. */
export function pass(clock: ManualClock, milliseconds: number): void {
  clock.set(new Date(clock.now().getTime() + milliseconds));
}
