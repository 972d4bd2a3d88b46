import { wireId } from '@souk/contracts';
import { ok, pageQuery, pageSchema, route, type AnyRoute } from '@souk/platform/http';
import { z } from 'zod';
import { ADMIN_ONLY } from '../../access.ts';
import { ACCOUNT_ROLES } from '../../domain/account.ts';
import type { IdentityParts } from '../../parts.ts';
import { accountToWire, accountWire, emailField } from '../../wire.ts';
import { listAccounts } from './list-accounts.ts';

export function listAccountsRoute(parts: IdentityParts): AnyRoute {
  return route({
    method: 'get',
    path: '/accounts',
    operationId: 'listAccounts',
    summary: 'Accounts, newest first',
    tag: 'identity',
    access: ADMIN_ONLY,
    query: pageQuery({
      filters: {
        email: emailField.optional(),
        role: z.enum(ACCOUNT_ROLES).optional(),
        sellerId: wireId('seller').optional(),
      },
    }),
    replies: { 200: { description: 'A page of accounts.', schema: pageSchema(accountWire) } },
    errors: ['cursor-mismatch'],
    example: { query: { role: 'customer', limit: '10' } },
    handle: async (_ctx, { query }) => {
      const { limit, next, ...filter } = query;
      const { data, next: following } = await listAccounts(parts, filter, { limit, next });
      return ok({ data: data.map(accountToWire), next: following });
    },
  });
}
