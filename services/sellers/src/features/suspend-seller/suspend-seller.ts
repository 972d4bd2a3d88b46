import type { Id } from '@souk/kernel';
import type { RequestContext } from '@souk/platform/context';
import { moveSeller, type Seller } from '../../domain/seller.ts';
import type { SellersParts } from '../../parts.ts';
import { writeSeller } from '../../write-seller.ts';

/**
 * Stops a seller from selling; its staff still log in and finish what was ordered.
 * @throws DomainError `seller-not-found`, `seller-state`, `stale-version`
 */
export function suspendSeller(
  parts: SellersParts,
  ctx: RequestContext,
  command: { readonly sellerId: Id; readonly reason: string },
): Promise<Seller> {
  const { sellerId, reason } = command;
  return writeSeller(parts, ctx, {
    scope: { all: true },
    sellerId,
    action: 'seller.suspended',
    eventType: 'SellerSuspended',
    decide: (before) => moveSeller(before, 'suspend', { reason, at: parts.clock.now() }),
  });
}
