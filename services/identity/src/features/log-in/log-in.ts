import { requireInTime, type RequestContext } from '@souk/platform/context';
import { unitOfWork } from '@souk/platform/data';
import { findCredentials } from '../../data/accounts.ts';
import { normaliseEmail } from '../../domain/account.ts';
import { isUsablePassword } from '../../domain/password-rules.ts';
import { identityError } from '../../errors.ts';
import type { IdentityParts } from '../../parts.ts';
import { openSession, tokensOf, type Tokens } from '../../session-tokens.ts';

/**
 * Starts a session. An unknown address and a wrong password get the same answer in the same time.
 * @throws DomainError `credentials-wrong`, `overloaded`
 */
export async function logIn(
  parts: IdentityParts,
  ctx: RequestContext,
  command: { readonly email: string; readonly password: string },
): Promise<Tokens> {
  const found = await findCredentials(parts.stores, normaliseEmail(command.email));
  // bcrypt would read only the beginning of an overlong password, and might accept it.
  const hash = isUsablePassword(command.password) ? found?.passwordHash : undefined;
  const matches = await parts.passwords.matches(command.password, hash ?? null);
  if (found === null || !matches) throw identityError('credentials-wrong');
  requireInTime(ctx);
  const { account } = found;
  const open = (transaction: Parameters<typeof openSession>[1]) =>
    openSession(parts, transaction, account.accountId);
  const token = await unitOfWork(parts.db, ctx, open, { single: true });
  return tokensOf(parts, account, token);
}
