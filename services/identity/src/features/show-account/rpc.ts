import type { IdentityService } from '@souk/contracts';
import type { PortImplementation } from '@souk/platform/rpc';
import type { IdentityParts } from '../../parts.ts';
import { showAccount } from './show-account.ts';

type GetAccount = PortImplementation<typeof IdentityService>['getAccount'];

export function getAccount(parts: IdentityParts): GetAccount {
  return async (_ctx, request) => {
    const account = await showAccount(parts, { all: true }, request.accountId);
    const { accountId, email, displayName, roles, sellerId } = account;
    return { accountId, email, displayName, roles: [...roles], sellerId: sellerId ?? '' };
  };
}
