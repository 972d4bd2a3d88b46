import type { IdentityService } from '@souk/contracts';
import type { PortImplementation } from '@souk/platform/rpc';
import type { IdentityParts } from '../../parts.ts';
import { revokeSeller } from './revoke-seller.ts';

type RevokeSeller = PortImplementation<typeof IdentityService>['revokeSeller'];

export function revokeSellerCall(parts: IdentityParts): RevokeSeller {
  return async (ctx, { accountId, sellerId }) => {
    await revokeSeller(parts, ctx, { accountId, sellerId });
    return {};
  };
}
