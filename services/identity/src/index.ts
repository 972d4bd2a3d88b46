import { IdentityService } from '@souk/contracts';
import type { RequestContext } from '@souk/platform/context';
import { createIdempotencyStore, ensureIndexes } from '@souk/platform/data';
import type { HttpModule } from '@souk/platform/http';
import { rpcService, type PortImplementation } from '@souk/platform/rpc';
import type { Service } from '@souk/platform/service';
import type { IdentityDeps } from './deps.ts';
import type { Account } from './domain/account.ts';
import { identityError } from './errors.ts';
import { assignSellerCall } from './features/assign-seller/rpc.ts';
import { createSellerLogInCall } from './features/create-seller-log-in/rpc.ts';
import {
  createStaffAccount,
  type CreateStaffAccount,
} from './features/create-staff-account/create-staff-account.ts';
import { createStaffAccountRoute } from './features/create-staff-account/http.ts';
import { listAccountsRoute } from './features/list-accounts/http.ts';
import { logInRoute } from './features/log-in/http.ts';
import { logOutRoute } from './features/log-out/http.ts';
import { publishSigningKeysRoute } from './features/publish-signing-keys/http.ts';
import { getSigningKeys } from './features/publish-signing-keys/rpc.ts';
import { refreshSessionRoute } from './features/refresh-session/http.ts';
import { registerAccountRoute } from './features/register-account/http.ts';
import { revokeSellerCall } from './features/revoke-seller/rpc.ts';
import { showAccountRoute, showOwnAccountRoute } from './features/show-account/http.ts';
import { getAccount } from './features/show-account/rpc.ts';
import { assembleParts, type IdentityParts } from './parts.ts';
import { keyedIdempotency } from './keyed-idempotency.ts';

export { identityConfig, type IdentityConfig } from './config.ts';
export type { IdentityDeps, KeyRing, Keys, PublicKeyJwk } from './deps.ts';
export { createKeyFile } from './key-file.ts';

/** The identity service, with what the host and the command line need beyond every service's shape. */
export type Identity = Service<typeof IdentityService> & {
  /** `/.well-known/jwks.json`, which hangs at the root. */
  readonly wellKnown: HttpModule;
  /** Makes an administrator, for who has the machine but no administrator's log-in yet. */
  createAdmin(ctx: RequestContext, command: Omit<CreateStaffAccount, 'roles'>): Promise<Account>;
};

/** Puts the service together; makes the keys when there are none. */
export async function createIdentity(deps: IdentityDeps): Promise<Identity> {
  const parts = await assembleParts(deps);
  const idempotency = keyedIdempotency(createIdempotencyStore(deps.db), parts.keyRing.secret);
  const errors = identityError.table;
  return {
    name: 'identity',
    http: { name: 'identity', routes: apiRoutes(parts), idempotency, errors },
    wellKnown: {
      name: 'identity-keys',
      prefix: '',
      routes: [publishSigningKeysRoute(parts)],
      idempotency,
      errors,
    },
    rpc: rpcService(IdentityService, rpcCalls(parts)),
    consumers: [],
    jobs: [],
    outbox: parts.outbox,
    createAdmin: (ctx, command) => createStaffAccount(parts, ctx, { ...command, roles: ['admin'] }),
    start: () => ensureIndexes(Object.values(parts.stores)),
    stop: () => Promise.resolve(),
  };
}

function apiRoutes(parts: IdentityParts): HttpModule['routes'] {
  return [
    registerAccountRoute(parts),
    logInRoute(parts),
    refreshSessionRoute(parts),
    logOutRoute(parts),
    showOwnAccountRoute(parts),
    listAccountsRoute(parts),
    showAccountRoute(parts),
    createStaffAccountRoute(parts),
  ];
}

function rpcCalls(parts: IdentityParts): PortImplementation<typeof IdentityService> {
  return {
    getSigningKeys: getSigningKeys(parts),
    getAccount: getAccount(parts),
    createStaffAccount: createSellerLogInCall(parts),
    assignSeller: assignSellerCall(parts),
    revokeSeller: revokeSellerCall(parts),
  };
}
