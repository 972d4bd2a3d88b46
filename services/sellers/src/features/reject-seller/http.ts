import { exampleId } from '@souk/contracts';
import { ok, route, type AnyRoute } from '@souk/platform/http';
import { z } from 'zod';
import { ADMIN_ONLY } from '../../access.ts';
import type { SellersParts } from '../../parts.ts';
import { reasonField, sellerParams, sellerToWire, sellerWire } from '../../wire.ts';
import { rejectSeller } from './reject-seller.ts';

export function rejectSellerRoute(parts: SellersParts): AnyRoute {
  return route({
    method: 'post',
    path: '/sellers/:sellerId/rejections',
    operationId: 'rejectSeller',
    summary: 'Turn an application down',
    tag: 'sellers',
    access: ADMIN_ONLY,
    params: sellerParams,
    body: z.strictObject({ reason: reasonField }),
    replies: { 200: { description: 'The rejected seller.', schema: sellerWire } },
    errors: ['seller-not-found', 'seller-state', 'stale-version'],
    example: {
      params: { sellerId: exampleId('seller') },
      body: { reason: 'The address could not be confirmed.' },
    },
    handle: async (ctx, { params, body }) => {
      const seller = await rejectSeller(parts, ctx, { sellerId: params.sellerId, reason: body.reason });
      return ok(sellerToWire(seller), { version: seller.version });
    },
  });
}
