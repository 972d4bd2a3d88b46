import type { IdentityService } from '@souk/contracts';
import type { PortImplementation } from '@souk/platform/rpc';
import type { IdentityParts } from '../../parts.ts';
import { createSellerLogIn } from './create-seller-log-in.ts';

type CreateStaffAccount = PortImplementation<typeof IdentityService>['createStaffAccount'];

export function createSellerLogInCall(parts: IdentityParts): CreateStaffAccount {
  return async (ctx, request) => {
    const { accountId, email, password, displayName, sellerId } = request;
    await createSellerLogIn(parts, ctx, { accountId, email, password, displayName, sellerId });
    return { accountId };
  };
}
