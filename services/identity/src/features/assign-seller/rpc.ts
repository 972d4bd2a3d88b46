import type { IdentityService } from '@souk/contracts';
import type { PortImplementation } from '@souk/platform/rpc';
import type { IdentityParts } from '../../parts.ts';
import { assignSeller } from './assign-seller.ts';

type AssignSeller = PortImplementation<typeof IdentityService>['assignSeller'];

export function assignSellerCall(parts: IdentityParts): AssignSeller {
  return async (ctx, { accountId, sellerId }) => {
    await assignSeller(parts, ctx, { accountId, sellerId });
    return {};
  };
}
