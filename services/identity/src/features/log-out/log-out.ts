import { customerScope, type RequestContext } from '@souk/platform/context';
import { revokeSession } from '../../data/sessions.ts';
import { identityError } from '../../errors.ts';
import type { IdentityParts } from '../../parts.ts';

/** Ends the session of the request's own token; again changes nothing. @throws DomainError `session-unknown` */
export async function logOut(parts: IdentityParts, ctx: RequestContext): Promise<void> {
  const { customerId: accountId } = customerScope(ctx);
  const sessionId = ctx.identity.kind === 'account' ? ctx.identity.sessionId : undefined;
  if (sessionId === undefined) throw identityError('session-unknown');
  await revokeSession(parts.stores, null, { accountId, sessionId }, parts.machineClock.now());
}
