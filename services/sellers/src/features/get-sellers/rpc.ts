import { SellerState, type SellersService } from '@souk/contracts';
import type { PortImplementation } from '@souk/platform/rpc';
import { findByReferences, findSellers } from '../../data/sellers.ts';
import type { Seller } from '../../domain/seller.ts';
import type { SellersParts } from '../../parts.ts';

type GetSellers = PortImplementation<typeof SellersService>['getSellers'];

const STATES = {
  applied: SellerState.APPLIED,
  approved: SellerState.APPROVED,
  suspended: SellerState.SUSPENDED,
  rejected: SellerState.REJECTED,
} as const satisfies Record<Seller['state'], SellerState>;

/** The sellers as they are now, by id or by reference; unknown ones are left out. */
export function getSellersCall(parts: Pick<SellersParts, 'stores'>): GetSellers {
  return async (_ctx, request) => {
    const { sellerIds, references } = request;
    const byId = sellerIds.length === 0 ? [] : await findSellers(parts.stores, { all: true }, sellerIds);
    const byReference =
      references.length === 0 ? null : await findByReferences(parts.stores, { all: true }, references);
    const sellers = new Map([...byId, ...(byReference?.values() ?? [])].map((each) => [each.sellerId, each]));
    return { sellers: [...sellers.values()].map(toMessage) };
  };
}

function toMessage({ sellerId, name, state, commissionBasisPoints, postcode, reference }: Seller) {
  return {
    sellerId,
    name,
    state: STATES[state],
    commissionBasisPoints,
    postcode,
    reference: reference ?? '',
  };
}
