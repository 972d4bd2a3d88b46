import type { Id } from '@souk/kernel';
import type { RequestContext } from '@souk/platform/context';
import { moveSeller, type Seller } from '../../domain/seller.ts';
import type { SellersParts } from '../../parts.ts';
import { writeSeller } from '../../write-seller.ts';

/**
 * Turns an application down; the account may apply anew.
 * @throws DomainError `seller-not-found`, `seller-state`, `stale-version`
 */
export function rejectSeller(
  parts: SellersParts,
  ctx: RequestContext,
  command: { readonly sellerId: Id; readonly reason: string },
): Promise<Seller> {
  const { sellerId, reason } = command;
  return writeSeller(parts, ctx, {
    scope: { all: true },
    sellerId,
    action: 'seller.rejected',
    eventType: 'SellerRejected',
    decide: (before) => moveSeller(before, 'reject', { reason, at: parts.clock.now() }),
  });
}
