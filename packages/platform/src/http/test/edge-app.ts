import { DomainError, type ErrorTable } from '@souk/kernel';
import { pino } from 'pino';
import type { Express } from 'express';
import type { Guard } from '../../auth/index.ts';
import type { Identity, Role } from '../../context/index.ts';
import type { Claimed, IdempotencyStore, StoredReply } from '../../data/index.ts';
import { createMetrics } from '../../telemetry/index.ts';
import { createHttpApp, type AnyRoute, type HttpAppOptions, type HttpModule } from '../index.ts';

/** A store of idempotency claims in memory, for tests of the edge alone. */
export function memoryIdempotency(): IdempotencyStore & {
  readonly replies: ReadonlyMap<string, StoredReply>;
} {
  const hashes = new Map<string, string>();
  const replies = new Map<string, StoredReply>();
  const claim = (claimId: string, bodyHash: string): Claimed => {
    const known = hashes.get(claimId);
    if (known === undefined) {
      hashes.set(claimId, bodyHash);
      return { kind: 'run', fresh: true };
    }
    if (known !== bodyHash) return { kind: 'other-body' };
    const reply = replies.get(claimId);
    return reply === undefined ? { kind: 'running' } : { kind: 'replay', reply };
  };
  return {
    replies,
    claim: ({ claimId, bodyHash }) => Promise.resolve(claim(claimId, bodyHash)),
    complete: (claimId, reply) => {
      replies.set(claimId, reply);
      return Promise.resolve();
    },
    release: (claimId) => {
      hashes.delete(claimId);
      return Promise.resolve();
    },
  };
}

/** Believes `Authorization: Test <role>`; `Test bad` is no good. */
const testGuard: Guard = {
  identify: ({ authorization }) => {
    if (authorization === undefined) return Promise.resolve({ kind: 'guest' });
    const role = authorization.slice('Test '.length);
    if (role === 'bad')
      return Promise.reject(
        new DomainError('token-invalid', 'unauthenticated', 'The access token is not valid.'),
      );
    const identity: Identity = {
      kind: 'account',
      accountId: `acc_${role}`,
      roles: [role as Role],
      sellerId: null,
    };
    return Promise.resolve(identity);
  },
};

/** A module around `routes`. */
export function moduleOf(
  routes: readonly AnyRoute[],
  more: Partial<HttpModule> & { errors?: ErrorTable } = {},
): HttpModule {
  return { name: 'shop', routes, idempotency: memoryIdempotency(), errors: {}, ...more };
}

/** The whole edge around `modules`, silent and without limits unless told otherwise. */
export function edgeApp(modules: readonly HttpModule[], options: Partial<HttpAppOptions> = {}): Express {
  return createHttpApp({
    services: modules,
    guard: testGuard,
    limits: { default: null, credentials: null },
    cors: { origins: ['https://shop.example'] },
    log: pino({ level: 'silent' }),
    metrics: createMetrics(),
    ready: () => Promise.resolve({ database: 'up' }),
    title: 'Shop',
    version: '1.2.3',
    checkReplies: true,
    ...options,
  });
}
