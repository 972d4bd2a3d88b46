import { availableParallelism } from 'node:os';
import { parseConfig, type Environment } from '@souk/platform/config';
import { z } from 'zod';

const schema = z.object({
  /** Work factor of bcrypt: 12 takes about a quarter of a second. */
  bcryptCost: z.coerce.number().int().min(10).max(15).default(12),
  /** Passwords hashed at a time; each takes a thread of libuv's pool (`UV_THREADPOOL_SIZE`). */
  bcryptConcurrency: z.coerce.number().int().min(1).max(64).default(Math.max(2, availableParallelism())),
  /** Passwords that may wait to be hashed; beyond it the answer is 503. */
  bcryptQueue: z.coerce.number().int().min(0).max(10_000).default(64),
  /** Days without a refresh after which a session ends. */
  sessionDays: z.coerce.number().int().min(1).max(365).default(30),
});

export type IdentityConfig = Readonly<z.infer<typeof schema>>;

/** Reads `SOUK_BCRYPT_COST`, `SOUK_BCRYPT_CONCURRENCY`, `SOUK_BCRYPT_QUEUE`, `SOUK_SESSION_DAYS`. @throws ConfigError */
export function identityConfig(environment: Environment): IdentityConfig {
  return parseConfig(schema, environment, 'SOUK_');
}
