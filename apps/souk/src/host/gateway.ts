import type { IdentityService } from '@souk/contracts';
import { MINUTE_MS, systemClock } from '@souk/kernel';
import { createGuard, type JwksJson } from '@souk/platform/auth';
import { systemContext } from '@souk/platform/context';
import { createHttpApp, type HttpModule } from '@souk/platform/http';
import type { Port } from '@souk/platform/rpc';
import type { Logger, Metrics } from '@souk/platform/telemetry';
import type { SoukConfig } from '../config.ts';
import { withOperator } from './operator-guard.ts';

/** The one HTTP edge over all services' routes. */
export function createGateway(options: {
  readonly config: SoukConfig;
  readonly modules: readonly HttpModule[];
  readonly identity: Port<typeof IdentityService>;
  readonly operatorToken: string;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly ready: () => Promise<Readonly<Record<string, 'up' | 'down'>>>;
}) {
  const { config, modules, identity, operatorToken, log, metrics, ready } = options;
  const guard = createGuard({
    clock: systemClock,
    keys: async () => {
      const { jwksJson } = await identity.getSigningKeys(systemContext('guard', log), {});
      return JSON.parse(jwksJson) as JwksJson;
    },
  });
  return createHttpApp({
    services: modules,
    guard: withOperator(guard, operatorToken),
    limits: {
      default: perMinute(config.SOUK_RATE_LIMIT),
      credentials: perMinute(config.SOUK_RATE_LIMIT_CREDENTIALS),
    },
    cors: { origins: config.SOUK_CORS_ORIGINS.split(',').flatMap((origin) => origin.trim() || []) },
    log,
    metrics,
    ready,
    title: 'Souk',
    version: '0.1.0',
  });
}

function perMinute(limit: number) {
  return limit === 0 ? null : { limit, windowMs: MINUTE_MS };
}
