import { isDomainError } from '@souk/kernel';
import type { RequestContext } from '@souk/platform/context';
import type { Job } from '@souk/platform/service';
import { findStaffUnderWay } from '../data/staff.ts';
import type { StaffMember } from '../domain/staff.ts';
import { activate, giveUp } from '../features/add-staff/add-staff.ts';
import { finishLeaving } from '../features/remove-staff/remove-staff.ts';
import type { SellersParts } from '../parts.ts';

/** Longer than any request may take: what is still under way then has been left behind by a crash. */
const LEFT_BEHIND_AFTER_MS = 3 * 60 * 1000;
const AT_A_TIME = 100;

/** Ends the changes of staff that a crash or an unreachable identity service has left half done. */
export function finishStaffChanges(parts: SellersParts): Job {
  return {
    name: 'sellers.finish-staff-changes',
    everyMs: 30_000,
    run: async (ctx) => {
      const before = new Date(parts.machineClock.now().getTime() - LEFT_BEHIND_AFTER_MS);
      for (const member of await findStaffUnderWay(parts.stores, { all: true }, before, AT_A_TIME)) {
        try {
          await finish(parts, ctx, member);
        } catch (error) {
          // It stays under way and comes up again in the next run.
          ctx.log.warn({ err: error, staffId: member.staffId }, 'could not finish a change of staff');
        }
      }
    },
  };
}

async function finish(parts: SellersParts, ctx: RequestContext, member: StaffMember): Promise<void> {
  if (member.state === 'leaving') return finishLeaving(parts, ctx, member);
  if (await hasLogIn(parts, ctx, member)) await activate(parts, ctx, member);
  else await giveUp(parts, member.staffId);
}

async function hasLogIn(parts: SellersParts, ctx: RequestContext, member: StaffMember): Promise<boolean> {
  try {
    await parts.identity.getAccount(ctx, { accountId: member.accountId });
    return true;
  } catch (error) {
    if (isDomainError(error) && error.code === 'account-not-found') return false;
    throw error;
  }
}
