import type { Id } from '@souk/kernel';
import type { RequestContext } from '@souk/platform/context';
import { unitOfWork } from '@souk/platform/data';
import { findAccount, updatePowers } from '../../data/accounts.ts';
import { assignSeller as decide } from '../../domain/account.ts';
import { identityError } from '../../errors.ts';
import type { IdentityParts } from '../../parts.ts';

/**
 * Lets an account act for the seller from its next access token on; again changes nothing.
 * @throws DomainError `account-not-found`, `seller-assigned`
 */
export async function assignSeller(
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
    await parts.audit.record(transaction, ctx, {
      action: 'account.seller-assigned',
      subject: accountId,
      before: { roles: account.roles, sellerId: account.sellerId },
      after: powers,
    });
  });
}
