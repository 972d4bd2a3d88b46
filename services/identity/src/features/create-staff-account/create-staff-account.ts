import { requireInTime, type RequestContext } from '@souk/platform/context';
import { unitOfWork } from '@souk/platform/data';
import { insertAccount } from '../../data/accounts.ts';
import { normaliseEmail, type Account, type StaffRole } from '../../domain/account.ts';
import { requireUsablePassword } from '../../domain/password-rules.ts';
import type { IdentityParts } from '../../parts.ts';

export type CreateStaffAccount = {
  readonly email: string;
  readonly password: string;
  readonly displayName: string;
  readonly roles: readonly StaffRole[];
};

/** Makes a log-in for staff of the marketplace or a carrier. @throws DomainError `email-taken`, `password-unusable` */
export async function createStaffAccount(
  parts: IdentityParts,
  ctx: RequestContext,
  command: CreateStaffAccount,
): Promise<Account> {
  requireUsablePassword(command.password);
  const passwordHash = await parts.passwords.hash(command.password);
  requireInTime(ctx);
  return unitOfWork(parts.db, ctx, async (transaction) => {
    const account: Account = {
      accountId: parts.ids('account'),
      email: normaliseEmail(command.email),
      displayName: command.displayName,
      roles: [...new Set(command.roles)],
      sellerId: null,
      createdAt: parts.clock.now(),
    };
    await insertAccount(parts.stores, transaction, account, passwordHash);
    const { accountId, email, displayName, roles } = account;
    await parts.audit.record(transaction, ctx, {
      action: 'account.staff-created',
      subject: accountId,
      after: { email, roles },
    });
    await parts.outbox.add(transaction, ctx, parts.clock, [
      {
        type: 'AccountRegistered',
        subject: accountId,
        data: { accountId, email, displayName, roles: [...roles] },
      },
    ]);
    return account;
  });
}
