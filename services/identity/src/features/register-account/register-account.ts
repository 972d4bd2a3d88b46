import { requireInTime, type RequestContext } from '@souk/platform/context';
import { unitOfWork } from '@souk/platform/data';
import { insertAccount } from '../../data/accounts.ts';
import { normaliseEmail, type Account } from '../../domain/account.ts';
import { requireUsablePassword } from '../../domain/password-rules.ts';
import type { IdentityParts } from '../../parts.ts';
import { openSession, tokensOf, type Tokens } from '../../session-tokens.ts';

export type RegisterAccount = {
  readonly email: string;
  readonly password: string;
  readonly displayName: string;
};

/** Makes a customer's account and logs it in. @throws DomainError `email-taken`, `password-unusable`, `overloaded` */
export async function registerAccount(
  parts: IdentityParts,
  ctx: RequestContext,
  command: RegisterAccount,
): Promise<{ readonly account: Account; readonly tokens: Tokens }> {
  requireUsablePassword(command.password);
  const passwordHash = await parts.passwords.hash(command.password);
  requireInTime(ctx);
  const { account, token } = await unitOfWork(parts.db, ctx, async (transaction) => {
    const account: Account = {
      accountId: parts.ids('account'),
      email: normaliseEmail(command.email),
      displayName: command.displayName,
      roles: ['customer'],
      sellerId: null,
      createdAt: parts.clock.now(),
    };
    await insertAccount(parts.stores, transaction, account, passwordHash);
    const token = await openSession(parts, transaction, account.accountId);
    const { accountId, email, displayName, roles } = account;
    await parts.outbox.add(transaction, ctx, parts.clock, [
      {
        type: 'AccountRegistered',
        subject: accountId,
        data: { accountId, email, displayName, roles: [...roles] },
      },
    ]);
    return { account, token };
  });
  return { account, tokens: tokensOf(parts, account, token) };
}
