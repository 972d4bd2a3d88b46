import { exampleId } from '@souk/contracts';
import { ok, route, type AnyRoute } from '@souk/platform/http';
import { z } from 'zod';
import { ADMIN_ONLY } from '../../access.ts';
import type { SellersParts } from '../../parts.ts';
import { commissionField, sellerParams, sellerToWire, sellerWire } from '../../wire.ts';
import { approveSeller } from './approve-seller.ts';

export function approveSellerRoute(parts: SellersParts): AnyRoute {
  return route({
    method: 'post',
    path: '/sellers/:sellerId/approvals',
    operationId: 'approveSeller',
    summary: 'Let an applicant sell, or a suspended seller sell again',
    tag: 'sellers',
    access: ADMIN_ONLY,
    params: sellerParams,
    body: z.strictObject({ commissionBasisPoints: commissionField.optional() }),
    replies: { 200: { description: 'The approved seller.', schema: sellerWire } },
    errors: ['seller-not-found', 'seller-state', 'stale-version'],
    example: { params: { sellerId: exampleId('seller') }, body: { commissionBasisPoints: 1_200 } },
    handle: async (ctx, { params, body }) => {
      const { commissionBasisPoints } = body;
      const seller = await approveSeller(parts, ctx, { sellerId: params.sellerId, commissionBasisPoints });
      return ok(sellerToWire(seller), { version: seller.version });
    },
  });
}
