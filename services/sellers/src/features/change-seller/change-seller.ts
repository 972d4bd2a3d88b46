import type { Id } from '@souk/kernel';
import type { RequestContext } from '@souk/platform/context';
import { isAdmin, scopeOf } from '../../access.ts';
import { changeSeller as change, type Seller, type SellerChange } from '../../domain/seller.ts';
import { sellersError } from '../../errors.ts';
import type { SellersParts } from '../../parts.ts';
import { writeSeller } from '../../write-seller.ts';

/**
 * Changes name and postcode, for administrators the commission too. A change that says nothing new has no effect.
 * @throws DomainError `commission-by-admin`, `seller-not-found`, `stale-version`
 */
export async function changeSeller(
  parts: SellersParts,
  ctx: RequestContext,
  command: SellerChange & { readonly sellerId: Id },
): Promise<Seller> {
  const { sellerId, ...changes } = command;
  if (changes.commissionBasisPoints !== undefined && !isAdmin(ctx)) throw sellersError('commission-by-admin');
  return writeSeller(parts, ctx, {
    scope: scopeOf(ctx),
    sellerId,
    action: 'seller.changed',
    eventType: 'SellerChanged',
    decide: (before) => change(before, { ...changes, at: parts.clock.now() }),
  });
}
