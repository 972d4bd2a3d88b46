import type { Request, Response } from 'express';
import { ipKeyGenerator, rateLimit, type RateLimitRequestHandler, type Store } from 'express-rate-limit';
import type { Identity } from '../context/index.ts';
import { httpError } from './errors.ts';
import type { RateClass } from './route.ts';

/** At most `limit` requests in each window of `windowMs`; `null` for no limit. */
export type RateLimit = { readonly limit: number; readonly windowMs: number } | null;

/** The amounts of each class. `default` counts per account, or per address for guests; `credentials` per address. */
export type RateLimits = Readonly<Record<Exclude<RateClass, 'unlimited'>, RateLimit>> & {
  /** Where a class is counted when several processes share the limits; memory unless given. */
  readonly store?: (rateClass: RateClass) => Store;
};

export type Limiter = {
  /** Counts the request, sets the RateLimit headers. @throws DomainError `rate-limited` (429). */
  count(req: Request, res: Response, rateClass: RateClass, identity: Identity): Promise<void>;
};

/** The callers of the requests that are being counted: the key generator is handed the bare request. */
type Callers = WeakMap<Request, Identity>;

export function createLimiter(limits: RateLimits): Limiter {
  const callers: Callers = new WeakMap();
  const handlers = {
    default: handlerOf(limits, 'default', (req) => callerKey(req, callers.get(req))),
    credentials: handlerOf(limits, 'credentials', addressKey),
    unlimited: null,
  };
  return {
    count: (req, res, rateClass, identity) => {
      const handler = handlers[rateClass];
      if (handler === null) return Promise.resolve();
      callers.set(req, identity);
      return run(handler, req, res);
    },
  };
}

function run(handler: RateLimitRequestHandler, req: Request, res: Response): Promise<void> {
  return new Promise((resolve, reject) => {
    const next = (error?: unknown): void => {
      if (error === undefined) resolve();
      else reject(Error.isError(error) ? error : new TypeError('the limiter failed', { cause: error }));
    };
    Promise.resolve(handler(req, res, next)).catch(reject);
  });
}

function handlerOf(
  limits: RateLimits,
  rateClass: 'default' | 'credentials',
  keyGenerator: (req: Request) => string,
): RateLimitRequestHandler | null {
  const limit = limits[rateClass];
  if (limit === null) return null;
  const store = limits.store?.(rateClass);
  return rateLimit({
    windowMs: limit.windowMs,
    limit: limit.limit,
    identifier: rateClass,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    // Its start-up advice goes to the console; addresses and proxies are settled here.
    validate: false,
    keyGenerator,
    handler: (_req, _res, next) => next(httpError('rate-limited')),
    ...(store === undefined ? {} : { store }),
  });
}

function callerKey(req: Request, identity: Identity | undefined): string {
  return identity?.kind === 'account' ? identity.accountId : addressKey(req);
}

/** One customer of a provider has a whole /64 of IPv6. */
function addressKey(req: Request): string {
  return ipKeyGenerator(req.ip ?? '', 64);
}
