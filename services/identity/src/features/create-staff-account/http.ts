import { created, route, type AnyRoute } from '@souk/platform/http';
import { z } from 'zod';
import { ADMIN_ONLY } from '../../access.ts';
import { STAFF_ROLES } from '../../domain/account.ts';
import type { IdentityParts } from '../../parts.ts';
import { accountToWire, accountWire, displayNameField, emailField, newPasswordField } from '../../wire.ts';
import { createStaffAccount } from './create-staff-account.ts';

export function createStaffAccountRoute(parts: IdentityParts): AnyRoute {
  return route({
    method: 'post',
    path: '/staff-accounts',
    operationId: 'createStaffAccount',
    summary: 'Make a log-in for an administrator or a carrier',
    tag: 'identity',
    access: ADMIN_ONLY,
    body: z.strictObject({
      email: emailField,
      password: newPasswordField,
      displayName: displayNameField,
      roles: z.array(z.enum(STAFF_ROLES)).min(1).max(STAFF_ROLES.length),
    }),
    replies: { 201: { description: 'The account.', schema: accountWire } },
    errors: ['email-taken', 'password-unusable'],
    example: {
      body: {
        email: 'hand-over@carrier.example',
        password: 'parcels by the thousand',
        displayName: 'Expresso do Sul',
        roles: ['carrier'],
      },
    },
    handle: async (ctx, { body }) => {
      const account = await createStaffAccount(parts, ctx, body);
      return created(`/accounts/${account.accountId}`, accountToWire(account));
    },
  });
}
