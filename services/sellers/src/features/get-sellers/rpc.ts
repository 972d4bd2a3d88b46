import { SellerState, type SellersService } from '@souk/contracts';
import type { PortImplementation } from '@souk/platform/rpc';
import { findSellers } from '../../data/sellers.ts';
import type { Seller } from '../../domain/seller.ts';
import type { SellersParts } from '../../parts.ts';

type GetSellers = PortImplementation<typeof SellersService>['getSellers'];

const STATES = {
  applied: SellerState.APPLIED,
  approved: SellerState.APPROVED,
  suspended: SellerState.SUSPENDED,
  rejected: SellerState.REJECTED,
} as const satisfies Record<Seller['state'], SellerState>;

/** The sellers as they are now; unknown ids are left out. */
export function getSellersCall(parts: Pick<SellersParts, 'stores'>): GetSellers {
  return async (_ctx, request) => {
    const sellers = await findSellers(parts.stores, { all: true }, request.sellerIds);
    return {
      sellers: sellers.map(({ sellerId, name, state, commissionBasisPoints, postcode }) => ({
        sellerId,
        name,
        state: STATES[state],
        commissionBasisPoints,
        postcode,
      })),
    };
  };
}
