import { DomainError, newId, type Id } from '@souk/kernel';
import type { Logger } from 'pino';

/** What an account may be; a guest has none of them. */
export type Role = 'customer' | 'seller' | 'admin' | 'carrier';

/** Who asks. */
export type Identity =
  | { readonly kind: 'guest' }
  | {
      readonly kind: 'account';
      readonly accountId: Id;
      readonly roles: readonly Role[];
      /** The seller for whom a seller's staff acts; null for everybody else. */
      readonly sellerId: Id | null;
      /** The log-in by which it came here; absent where no token was involved. */
      readonly sessionId?: Id;
    }
  | { readonly kind: 'system'; readonly name: string };

/**
 * A request's claim on its idempotency key. Present only when the caller sent `Idempotency-Key`;
 * `unitOfWork` stores each effect's result under it, in the transaction of the effect.
 */
export type IdempotencyClaim = {
  /** Document id of the claim in the handling service's database: a hash of caller, method, path and key. */
  readonly claimId: string;
  /** How many units of work this run of the request has begun; numbers their stored results. */
  effects: number;
  /** Whether the claim was made for the first time: then nothing is stored under it yet. */
  fresh?: boolean;
  /** 32 bytes that only the caller's key yields: seals what is stored under the claim. */
  readonly sealKey?: Uint8Array;
};

/** What travels with a request through HTTP, gRPC and the use cases. */
export type RequestContext = {
  readonly requestId: string;
  /** Machine time in ms since the epoch after which nobody waits any more; it ends at the first durable write. */
  readonly deadline: number;
  readonly identity: Identity;
  /** The bearer's cart token (header `Cart-Token`): the key of a guest to cart, checkout and order. */
  readonly cartToken: string | null;
  /** The version that the caller has seen (header `If-Match`, quotes stripped), or null. */
  readonly ifMatch: string | null;
  /**
   * Names this command across retries: derived from the idempotency key when there is one, else fresh. Writes that
   * can't take part in a transaction (stock) store it to take effect once.
   */
  readonly commandId: string;
  readonly idempotency: IdempotencyClaim | null;
  readonly log: Logger;
};

/** Restricts a query to what belongs to one customer. */
export type CustomerScope = { readonly customerId: Id };
/** Restricts a query to what belongs to one seller. */
export type SellerScope = { readonly sellerId: Id };
/** Says in so many words that a query is not restricted, for administrators and the system. */
export type AdminScope = { readonly all: true };

/** Whether a signed-in account asks, optionally one that has the role. */
export function isAccount(identity: Identity, role?: Role): identity is Identity & { kind: 'account' } {
  return identity.kind === 'account' && (role === undefined || identity.roles.includes(role));
}

/** The seller's scope of this request. @throws DomainError `seller-required` (403) when it acts for no seller. */
export function sellerScope(ctx: RequestContext): SellerScope {
  if (ctx.identity.kind === 'account' && ctx.identity.sellerId !== null)
    return { sellerId: ctx.identity.sellerId };
  throw new DomainError(
    'seller-required',
    'forbidden',
    'This request must be made by the staff of a seller.',
  );
}

/** The customer's scope of this request. @throws DomainError `sign-in-required` (401) for a guest. */
export function customerScope(ctx: RequestContext): CustomerScope {
  if (ctx.identity.kind === 'account') return { customerId: ctx.identity.accountId };
  throw new DomainError('sign-in-required', 'unauthenticated', 'Sign in first.');
}

/** The context of work that no request began: jobs, sagas after a crash, start-up. */
export function systemContext(name: string, log: Logger, timeoutMs = 30_000): RequestContext {
  const requestId = newId('request');
  return {
    requestId,
    deadline: Date.now() + timeoutMs,
    identity: { kind: 'system', name },
    cartToken: null,
    ifMatch: null,
    commandId: requestId,
    idempotency: null,
    log: log.child({ requestId, system: name }),
  };
}
