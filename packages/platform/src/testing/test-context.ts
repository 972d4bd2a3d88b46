import { newId } from '@souk/kernel';
import { type Identity, type RequestContext, type Role } from '../context/index.ts';
import { silentLogger, type Logger } from '../telemetry/index.ts';

const silent = silentLogger();

/** A logger that says nothing. */
export function testLogger(): Logger {
  return silent;
}

/** A request of a guest with half a minute left, but for what is overridden. */
export function testContext(overrides: Partial<RequestContext> = {}): RequestContext {
  const requestId = newId('request');
  return {
    requestId,
    deadline: Date.now() + 30_000,
    identity: { kind: 'guest' },
    cartToken: null,
    ifMatch: null,
    commandId: requestId,
    idempotency: null,
    log: silent,
    ...overrides,
  };
}

/** An account with the roles; of a seller's staff when `sellerId` is given. */
export function testIdentity(
  roles: readonly Role[],
  options: { readonly accountId?: string; readonly sellerId?: string } = {},
): Identity & { kind: 'account' } {
  const { accountId = newId('account'), sellerId = null } = options;
  return { kind: 'account', accountId, roles, sellerId };
}
