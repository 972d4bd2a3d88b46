import { isDomainError, type ErrorKind, type Id } from '@souk/kernel';
import { requireInTime, type RequestContext } from '@souk/platform/context';
import { unitOfWork } from '@souk/platform/data';
import { findStaff, insertStaff, moveStaff } from '../../data/staff.ts';
import type { Transaction } from '../../data/stores.ts';
import type { StaffMember } from '../../domain/staff.ts';
import { sellersError } from '../../errors.ts';
import type { SellersParts } from '../../parts.ts';
import { requireOwner } from '../../staff-access.ts';

export type AddStaff = {
  readonly sellerId: Id;
  readonly email: string;
  readonly password: string;
  readonly displayName: string;
};

/** Refusals after which no log-in has come to be. Any other error leaves that open; the job finds out. */
const CERTAIN_REFUSALS: ReadonlySet<ErrorKind> = new Set(['conflict', 'invalid']);

/**
 * Makes a log-in for the seller's staff: the member is stored as joining, identity makes the log-in under the account id
 * that was stored, the member becomes active.
 * @throws DomainError `seller-not-found`, `owner-required`, `email-taken`, `password-unusable`
 */
export async function addStaff(
  parts: SellersParts,
  ctx: RequestContext,
  command: AddStaff,
): Promise<StaffMember> {
  await requireOwner(parts, ctx, command.sellerId);
  requireInTime(ctx);
  const member = await unitOfWork(parts.db, ctx, (transaction) => join(parts, transaction, command), {
    single: true,
  });
  await parts.faults.reach('add-staff.log-in.before');
  try {
    await parts.identity.createStaffAccount(ctx, { ...command, accountId: member.accountId });
  } catch (error) {
    if (isDomainError(error) && CERTAIN_REFUSALS.has(error.kind)) await giveUp(parts, member.staffId);
    throw error;
  }
  await parts.faults.reach('add-staff.log-in.after');
  if (await activate(parts, ctx, member)) return { ...member, state: 'active' };
  // A retry so late that the member had been given up or removed since: the log-in must not outlive it.
  await parts.identity.revokeSeller(ctx, { accountId: member.accountId, sellerId: member.sellerId });
  throw sellersError('staff-not-found');
}

async function join(parts: SellersParts, transaction: Transaction, command: AddStaff): Promise<StaffMember> {
  const { sellerId, email, displayName } = command;
  const member: StaffMember = {
    staffId: parts.ids('staff'),
    sellerId,
    accountId: parts.ids('account'),
    email,
    displayName,
    state: 'joining',
    createdAt: parts.clock.now(),
  };
  await insertStaff(parts.stores, transaction, member, parts.machineClock.now());
  return member;
}

/** Makes a joining member active; true as well when it is active already. */
export function activate(parts: SellersParts, ctx: RequestContext, member: StaffMember): Promise<boolean> {
  const { staffId, sellerId, accountId, email } = member;
  return unitOfWork(parts.db, ctx, async (transaction) => {
    const move = { from: ['joining'], to: 'active', at: parts.clock.now() } as const;
    if (!(await moveStaff(parts.stores, transaction, staffId, move))) {
      const now = await findStaff(parts.stores, { sellerId }, staffId, transaction);
      return now?.state === 'active';
    }
    await parts.audit.record(transaction, ctx, {
      action: 'staff.added',
      subject: sellerId,
      after: { staffId, accountId, email },
    });
    return true;
  });
}

/** Forgets a member for whom there is no log-in. */
export async function giveUp(parts: SellersParts, staffId: Id): Promise<void> {
  const move = { from: ['joining'], to: 'removed', at: parts.clock.now() } as const;
  await moveStaff(parts.stores, null, staffId, move);
}
