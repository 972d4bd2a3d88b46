import { noContent, route, type AnyRoute } from '@souk/platform/http';
import { ANY_ROLE } from '../../access.ts';
import type { IdentityParts } from '../../parts.ts';
import { logOut } from './log-out.ts';

export function logOutRoute(parts: IdentityParts): AnyRoute {
  return route({
    method: 'delete',
    path: '/sessions/current',
    operationId: 'logOut',
    summary: 'End the session of this access token',
    tag: 'identity',
    access: ANY_ROLE,
    replies: {
      204: { description: 'The session has ended; its refresh tokens are worth nothing.', schema: null },
    },
    errors: ['session-unknown'],
    example: {},
    handle: async (ctx) => {
      await logOut(parts, ctx);
      return noContent();
    },
  });
}
