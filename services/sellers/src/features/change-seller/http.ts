import { exampleId } from '@souk/contracts';
import { ok, route, type AnyRoute } from '@souk/platform/http';
import { z } from 'zod';
import { STAFF_OR_ADMIN } from '../../access.ts';
import type { SellersParts } from '../../parts.ts';
import {
  commissionField,
  nameField,
  postcodeField,
  sellerParams,
  sellerToWire,
  sellerWire,
} from '../../wire.ts';
import { changeSeller } from './change-seller.ts';

export function changeSellerRoute(parts: SellersParts): AnyRoute {
  return route({
    method: 'patch',
    path: '/sellers/:sellerId',
    operationId: 'changeSeller',
    summary: 'Change name or postcode; administrators also the commission',
    tag: 'sellers',
    access: STAFF_OR_ADMIN,
    params: sellerParams,
    body: z.strictObject({
      name: nameField.optional(),
      postcode: postcodeField.optional(),
      commissionBasisPoints: commissionField.optional(),
    }),
    replies: { 200: { description: 'The seller as it is now.', schema: sellerWire } },
    errors: ['seller-not-found', 'commission-by-admin', 'stale-version'],
    example: {
      params: { sellerId: exampleId('seller') },
      body: { name: 'Casa Verde', postcode: '13023-000' },
    },
    handle: async (ctx, { params, body }) => {
      const seller = await changeSeller(parts, ctx, { ...body, sellerId: params.sellerId });
      return ok(sellerToWire(seller), { version: seller.version });
    },
  });
}
