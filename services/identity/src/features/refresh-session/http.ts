import { ok, route, type AnyRoute } from '@souk/platform/http';
import { z } from 'zod';
import type { IdentityParts } from '../../parts.ts';
import { EXAMPLE_REFRESH_TOKEN, tokensWire } from '../../wire.ts';
import { refreshSession } from './refresh-session.ts';

export function refreshSessionRoute(parts: IdentityParts): AnyRoute {
  return route({
    method: 'post',
    path: '/sessions/refreshes',
    operationId: 'refreshSession',
    summary: 'Exchange a refresh token for new tokens',
    tag: 'identity',
    access: { allow: 'anyone' },
    rate: 'credentials',
    body: z.strictObject({ refreshToken: z.string().min(1).max(256) }),
    replies: { 200: { description: 'New tokens; the old refresh token is used up.', schema: tokensWire } },
    errors: ['refresh-token-invalid', 'refresh-token-reused'],
    example: { body: { refreshToken: EXAMPLE_REFRESH_TOKEN } },
    handle: async (ctx, { body }) => ok(await refreshSession(parts, ctx, body.refreshToken)),
  });
}
