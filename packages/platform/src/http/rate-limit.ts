import type { Request } from 'express';
import { MemoryStore, type Options, type Store } from 'express-rate-limit';
import type { Identity } from '../context/index.ts';
import { httpError } from './errors.ts';
import type { RateClass } from './route.ts';

/** At most `limit` requests in each window of `windowMs`; `null` for no limit. */
export type RateLimit = { readonly limit: number; readonly windowMs: number } | null;

type LimitedClass = Exclude<RateClass, 'unlimited'>;

/** The amounts of each class. `default` counts per account, or per address for guests; `credentials` per address. */
export type RateLimits = Readonly<Record<LimitedClass, RateLimit>> & {
  /** Where a class is counted when several processes share the limits; memory unless given. */
  readonly store?: (rateClass: LimitedClass) => Store;
};

/** Where a caller stands, as headers (draft-ietf-httpapi-ratelimit-headers-07): name, value, name, value, … */
export type RateHeaders = readonly string[];

export type Limiter = {
  /** Counts the request. `passed` is false when it is one too many: it is to be refused by `rateLimited`. */
  count(
    req: Request,
    rateClass: RateClass,
    identity: Identity,
  ): Promise<{ passed: boolean; headers: RateHeaders }>;
};

const UNLIMITED = Promise.resolve({ passed: true, headers: [] });

export function createLimiter(limits: RateLimits): Limiter {
  const counters = {
    default: counterOf(limits, 'default'),
    credentials: counterOf(limits, 'credentials'),
    unlimited: null,
  };
  return {
    count: (req, rateClass, identity) => {
      const counter = counters[rateClass];
      if (counter === null) return UNLIMITED;
      const byAccount = rateClass === 'default' && identity.kind === 'account';
      return counter(byAccount ? identity.accountId : addressKey(req.ip ?? ''));
    },
  };
}

/** The refusal of one request too many. */
export function rateLimited(): Error {
  return httpError('rate-limited');
}

type Counter = (key: string) => Promise<{ passed: boolean; headers: RateHeaders }>;

function counterOf(limits: RateLimits, rateClass: LimitedClass): Counter | null {
  const amounts = limits[rateClass];
  if (amounts === null) return null;
  const { limit, windowMs } = amounts;
  const store = limits.store?.(rateClass) ?? new MemoryStore();
  // Of all of its middleware's options, a store reads the window alone. One that can't start ends the program.
  void store.init?.({ windowMs } as Options);
  const policy = `${limit};w=${Math.ceil(windowMs / 1000)}`;
  return async (key) => {
    const { totalHits, resetTime } = await store.increment(key);
    const left = resetTime === undefined ? windowMs : resetTime.getTime() - Date.now();
    const seconds = Math.max(1, Math.ceil(left / 1000));
    const passed = totalHits <= limit;
    const remaining = Math.max(0, limit - totalHits);
    const state = `limit=${limit}, remaining=${remaining}, reset=${seconds}`;
    const headers = ['RateLimit-Policy', policy, 'RateLimit', state];
    if (!passed) headers.push('Retry-After', String(seconds));
    return { passed, headers };
  };
}

/** One customer of a provider has a whole /64 of IPv6; an IPv4 address may come wrapped in one of IPv6. */
export function addressKey(address: string): string {
  if (!address.includes(':')) return address;
  if (address.startsWith('::ffff:')) return address.slice('::ffff:'.length);
  const [head = '', tail] = address.split('::');
  const groups = head.split(':');
  if (tail !== undefined) {
    const after = tail === '' ? [] : tail.split(':');
    if (head === '') groups.length = 0;
    while (groups.length + after.length < 8) groups.push('0');
    groups.push(...after);
  }
  return `${groups.slice(0, 4).join(':')}::/64`;
}
