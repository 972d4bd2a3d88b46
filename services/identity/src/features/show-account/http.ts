import { exampleId, wireId } from '@souk/contracts';
import { customerScope } from '@souk/platform/context';
import { ok, route, type AnyRoute } from '@souk/platform/http';
import { z } from 'zod';
import { ADMIN_ONLY, ANY_ROLE } from '../../access.ts';
import type { IdentityParts } from '../../parts.ts';
import { accountToWire, accountWire } from '../../wire.ts';
import { showAccount } from './show-account.ts';

const replies = { 200: { description: 'The account.', schema: accountWire } };

export function showOwnAccountRoute(parts: IdentityParts): AnyRoute {
  return route({
    method: 'get',
    path: '/accounts/me',
    operationId: 'showOwnAccount',
    summary: 'The account that asks',
    tag: 'identity',
    access: ANY_ROLE,
    replies,
    errors: ['account-not-found'],
    example: {},
    handle: async (ctx) => {
      const { customerId: accountId } = customerScope(ctx);
      return ok(accountToWire(await showAccount(parts, { accountId }, accountId)));
    },
  });
}

export function showAccountRoute(parts: IdentityParts): AnyRoute {
  return route({
    method: 'get',
    path: '/accounts/:accountId',
    operationId: 'showAccount',
    summary: 'One account',
    tag: 'identity',
    access: ADMIN_ONLY,
    params: z.strictObject({ accountId: wireId('account') }),
    replies,
    errors: ['account-not-found'],
    example: { params: { accountId: exampleId('account') } },
    handle: async (_ctx, { params }) =>
      ok(accountToWire(await showAccount(parts, { all: true }, params.accountId))),
  });
}
