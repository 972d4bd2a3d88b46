import { exampleId } from '@souk/contracts';
import { ok, route, type AnyRoute } from '@souk/platform/http';
import { z } from 'zod';
import { ADMIN_ONLY } from '../../access.ts';
import type { SellersParts } from '../../parts.ts';
import { reasonField, sellerParams, sellerToWire, sellerWire } from '../../wire.ts';
import { suspendSeller } from './suspend-seller.ts';

export function suspendSellerRoute(parts: SellersParts): AnyRoute {
  return route({
    method: 'post',
    path: '/sellers/:sellerId/suspensions',
    operationId: 'suspendSeller',
    summary: 'Stop a seller from selling',
    tag: 'sellers',
    access: ADMIN_ONLY,
    params: sellerParams,
    body: z.strictObject({ reason: reasonField }),
    replies: { 200: { description: 'The suspended seller.', schema: sellerWire } },
    errors: ['seller-not-found', 'seller-state', 'stale-version'],
    example: {
      params: { sellerId: exampleId('seller') },
      body: { reason: 'Parcels arrive late or not at all.' },
    },
    handle: async (ctx, { params, body }) => {
      const seller = await suspendSeller(parts, ctx, { sellerId: params.sellerId, reason: body.reason });
      return ok(sellerToWire(seller), { version: seller.version });
    },
  });
}
