import type { EventType } from '@souk/contracts';
import type { Id } from '@souk/kernel';
import type { AdminScope, RequestContext, SellerScope } from '@souk/platform/context';
import { unitOfWork } from '@souk/platform/data';
import { findSeller, replaceSeller } from './data/sellers.ts';
import { requireVersion, type Seller } from './domain/seller.ts';
import { sellersError } from './errors.ts';
import type { SellersParts } from './parts.ts';

type SellerEventType = Extract<EventType, `Seller${string}`>;

/** One write of one seller: in which scope, what it is called, and the decision. */
export type SellerWrite = {
  readonly scope: SellerScope | AdminScope;
  readonly sellerId: Id;
  /** Name in the audit trail. */
  readonly action: string;
  readonly eventType: SellerEventType;
  /** Returns the seller itself when there is nothing to change. */
  readonly decide: (seller: Seller) => Seller;
};

/**
 * Loads a seller, decides, and saves it with its event and the entry in the audit trail in one transaction.
 * @throws DomainError `seller-not-found`, `stale-version`, or what the decision refuses.
 */
export function writeSeller(parts: SellersParts, ctx: RequestContext, write: SellerWrite): Promise<Seller> {
  const { scope, sellerId, action, eventType, decide } = write;
  return unitOfWork(parts.db, ctx, async (transaction) => {
    const before = await findSeller(parts.stores, scope, sellerId, transaction);
    if (before === null) throw sellersError('seller-not-found');
    requireVersion(before, ctx.ifMatch);
    const after = decide(before);
    if (after === before) return before;
    await replaceSeller(parts.stores, transaction, after);
    await parts.audit.record(transaction, ctx, {
      action,
      subject: sellerId,
      before: terms(before),
      after: terms(after),
    });
    await parts.outbox.add(transaction, ctx, parts.clock, [sellerEvent(eventType, after)]);
    return after;
  });
}

/** The event that tells of the seller as it is now. */
export function sellerEvent(type: SellerEventType, seller: Seller) {
  const { sellerId, name, state, commissionBasisPoints } = seller;
  return { type, subject: sellerId, data: { sellerId, name, state, commissionBasisPoints } } as const;
}

/** What the audit trail keeps of a seller. */
export function terms({ name, postcode, state, commissionBasisPoints, reason }: Seller): Partial<Seller> {
  return { name, postcode, state, commissionBasisPoints, reason };
}
