import type { Id } from '@souk/kernel';
import type { RequestContext } from '@souk/platform/context';
import { unitOfWork } from '@souk/platform/data';
import { findAccount, insertAccount } from '../../data/accounts.ts';
import { normaliseEmail, type Account } from '../../domain/account.ts';
import { requireUsablePassword } from '../../domain/password-rules.ts';
import { identityError } from '../../errors.ts';
import type { IdentityParts } from '../../parts.ts';

export type CreateSellerLogIn = {
  /** Chosen by the caller and stable across its retries. */
  readonly accountId: Id;
  readonly email: string;
  readonly password: string;
  readonly displayName: string;
  readonly sellerId: Id;
};

/**
 * Makes a log-in for a seller's staff; again with the same account id changes nothing.
 * @throws DomainError `email-taken`, `password-unusable`, `account-id-taken` when the id names somebody else.
 */
export async function createSellerLogIn(
  parts: IdentityParts,
  ctx: RequestContext,
  command: CreateSellerLogIn,
): Promise<void> {
  requireUsablePassword(command.password);
  const email = normaliseEmail(command.email);
  if (await isThere(parts, command, email)) return;
  const passwordHash = await parts.passwords.hash(command.password);
  await unitOfWork(parts.db, ctx, async (transaction) => {
    const { accountId, displayName, sellerId } = command;
    const createdAt = parts.clock.now();
    const account: Account = { accountId, email, displayName, roles: ['seller'], sellerId, createdAt };
    await insertAccount(parts.stores, transaction, account, passwordHash);
    await parts.audit.record(transaction, ctx, {
      action: 'account.seller-log-in-created',
      subject: accountId,
      after: { email, sellerId },
    });
    await parts.outbox.add(transaction, ctx, parts.clock, [
      {
        type: 'AccountRegistered',
        subject: accountId,
        data: { accountId, email, displayName, roles: ['seller'] },
      },
    ]);
  });
}

async function isThere(parts: IdentityParts, command: CreateSellerLogIn, email: string): Promise<boolean> {
  const there = await findAccount(parts.stores, { all: true }, command.accountId);
  if (there === null) return false;
  if (there.email !== email || there.sellerId !== command.sellerId) throw identityError('account-id-taken');
  return true;
}
