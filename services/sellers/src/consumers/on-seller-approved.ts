import type { Consumer } from '@souk/platform/events';
import { findSeller } from '../data/sellers.ts';
import { assignOwner } from '../features/approve-seller/assign-owner.ts';
import type { SellersParts } from '../parts.ts';

/**
 * Lets the owner of an approved seller act for it. The approval itself tries that too; this makes sure of it after a
 * crash or while identity was away. Identity takes the same assignment twice without effect, so no event id is kept here.
 */
export function onSellerApproved(parts: Pick<SellersParts, 'stores' | 'identity'>): Consumer {
  return {
    name: 'sellers.on-seller-approved',
    types: ['SellerApproved'],
    handle: async (ctx, event) => {
      const seller = await findSeller(parts.stores, { all: true }, event.subject);
      if (seller !== null) await assignOwner(parts, ctx, seller);
    },
  };
}
