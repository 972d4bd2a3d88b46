import { created, route, type AnyRoute } from '@souk/platform/http';
import { z } from 'zod';
import type { IdentityParts } from '../../parts.ts';
import {
  accountToWire,
  accountWire,
  displayNameField,
  emailField,
  EXAMPLE_PERSON,
  newPasswordField,
  tokensWire,
} from '../../wire.ts';
import { registerAccount } from './register-account.ts';

export function registerAccountRoute(parts: IdentityParts): AnyRoute {
  return route({
    method: 'post',
    path: '/accounts',
    operationId: 'registerAccount',
    summary: "Make a customer's account and log in",
    tag: 'identity',
    access: { allow: 'anyone' },
    rate: 'credentials',
    body: z.strictObject({ email: emailField, password: newPasswordField, displayName: displayNameField }),
    replies: {
      201: {
        description: 'The account, with the tokens of its first session.',
        schema: z.strictObject({ account: accountWire, tokens: tokensWire }),
      },
    },
    errors: ['email-taken', 'password-unusable'],
    example: { body: EXAMPLE_PERSON },
    handle: async (ctx, { body }) => {
      const { account, tokens } = await registerAccount(parts, ctx, body);
      return created('/accounts/me', { account: accountToWire(account), tokens });
    },
  });
}
