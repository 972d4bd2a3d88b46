import { created, route, type AnyRoute } from '@souk/platform/http';
import { z } from 'zod';
import type { IdentityParts } from '../../parts.ts';
import { EXAMPLE_PERSON, tokensWire } from '../../wire.ts';
import { logIn } from './log-in.ts';

export function logInRoute(parts: IdentityParts): AnyRoute {
  return route({
    method: 'post',
    path: '/sessions',
    operationId: 'logIn',
    summary: 'Log in with e-mail address and password',
    tag: 'identity',
    access: { allow: 'anyone' },
    rate: 'credentials',
    // No more is said about a wrong address or password than that they are wrong.
    body: z.strictObject({ email: z.string().min(1).max(254), password: z.string().min(1).max(256) }),
    replies: { 201: { description: 'The tokens of a new session.', schema: tokensWire } },
    errors: ['credentials-wrong'],
    example: { body: { email: EXAMPLE_PERSON.email, password: EXAMPLE_PERSON.password } },
    handle: async (ctx, { body }) => created('/sessions/current', await logIn(parts, ctx, body)),
  });
}
