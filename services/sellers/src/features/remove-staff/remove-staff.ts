import { isDomainError, type Id } from '@souk/kernel';
import { requireInTime, type RequestContext } from '@souk/platform/context';
import { unitOfWork } from '@souk/platform/data';
import { findStaff, moveStaff } from '../../data/staff.ts';
import type { Transaction } from '../../data/stores.ts';
import type { StaffMember } from '../../domain/staff.ts';
import { sellersError } from '../../errors.ts';
import type { SellersParts } from '../../parts.ts';
import { requireOwner } from '../../staff-access.ts';

/**
 * Takes a member of staff away from the seller: stored as leaving, then identity ends its sessions and its right to act
 * for the seller.
 * @throws DomainError `seller-not-found`, `owner-required`, `staff-not-found`
 */
export async function removeStaff(
  parts: SellersParts,
  ctx: RequestContext,
  command: { readonly sellerId: Id; readonly staffId: Id },
): Promise<void> {
  await requireOwner(parts, ctx, command.sellerId);
  requireInTime(ctx);
  const member = await unitOfWork(parts.db, ctx, (transaction) => leave(parts, transaction, command), {
    single: true,
  });
  await finishLeaving(parts, ctx, member);
}

async function leave(
  parts: SellersParts,
  transaction: Transaction,
  { sellerId, staffId }: { readonly sellerId: Id; readonly staffId: Id },
): Promise<StaffMember> {
  const member = await findStaff(parts.stores, { sellerId }, staffId, transaction);
  const move = {
    from: ['active', 'leaving'],
    to: 'leaving',
    at: parts.clock.now(),
    underWaySince: parts.machineClock.now(),
  } as const;
  if (member === null || !(await moveStaff(parts.stores, transaction, staffId, move)))
    throw sellersError('staff-not-found');
  return member;
}

/** The rest of a removal, which may be done again after a crash. */
export async function finishLeaving(
  parts: SellersParts,
  ctx: RequestContext,
  member: StaffMember,
): Promise<void> {
  const { staffId, sellerId, accountId } = member;
  await parts.faults.reach('remove-staff.revoke.before');
  try {
    await parts.identity.revokeSeller(ctx, { accountId, sellerId });
  } catch (error) {
    // Whoever has no account can't act for the seller either.
    if (!isDomainError(error) || error.code !== 'account-not-found') throw error;
  }
  await parts.faults.reach('remove-staff.revoke.after');
  await unitOfWork(parts.db, ctx, async (transaction) => {
    const move = { from: ['leaving'], to: 'removed', at: parts.clock.now() } as const;
    if (!(await moveStaff(parts.stores, transaction, staffId, move))) return;
    await parts.audit.record(transaction, ctx, {
      action: 'staff.removed',
      subject: sellerId,
      before: { staffId, accountId },
    });
  });
}
