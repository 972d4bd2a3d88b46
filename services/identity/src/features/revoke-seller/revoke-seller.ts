import type { Id } from '@souk/kernel';
import type { RequestContext } from '@souk/platform/context';
import { unitOfWork } from '@souk/platform/data';
import { findAccount, updatePowers } from '../../data/accounts.ts';
import { revokeSessionsOf } from '../../data/sessions.ts';
import { revokeSeller as decide } from '../../domain/account.ts';
import { identityError } from '../../errors.ts';
import type { IdentityParts } from '../../parts.ts';

/**
 * Takes the seller away from an account and ends its sessions, so that its last access token is its last; again, or for
 * an account that acts for another seller, changes nothing.
 * @throws DomainError `account-not-found`
 */
export async function revokeSeller(
  parts: IdentityParts,
  ctx: RequestContext,
  command: { readonly accountId: Id; readonly sellerId: Id },
): Promise<void> {
  const { accountId, sellerId } = command;
  await unitOfWork(parts.db, ctx, async (transaction) => {
    const account = await findAccount(parts.stores, { all: true }, accountId, transaction);
    if (account === null) throw identityError('account-not-found');
    const powers = decide(account, sellerId);
    if (powers === null) return;
    await updatePowers(parts.stores, transaction, accountId, { powers, at: parts.clock.now() });
    await revokeSessionsOf(parts.stores, transaction, { accountId }, parts.machineClock.now());
    await parts.audit.record(transaction, ctx, {
      action: 'account.seller-revoked',
      subject: accountId,
      before: { roles: account.roles, sellerId: account.sellerId },
      after: powers,
    });
  });
}
