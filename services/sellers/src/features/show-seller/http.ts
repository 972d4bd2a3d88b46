import { exampleId } from '@souk/contracts';
import { ok, route, type AnyRoute } from '@souk/platform/http';
import type { SellersParts } from '../../parts.ts';
import { publicSellerToWire, sellerParams, sellerToWire, sellerWire } from '../../wire.ts';
import { showSeller } from './show-seller.ts';

export function showSellerRoute(parts: SellersParts): AnyRoute {
  return route({
    method: 'get',
    path: '/sellers/:sellerId',
    operationId: 'showSeller',
    summary: 'A seller',
    tag: 'sellers',
    access: { allow: 'anyone' },
    params: sellerParams,
    replies: { 200: { description: 'The seller.', schema: sellerWire } },
    errors: ['seller-not-found'],
    example: { params: { sellerId: exampleId('seller') } },
    handle: async (ctx, { params }) => {
      const { seller, inFull } = await showSeller(parts, ctx, params.sellerId);
      // The version is the ETag only where the whole is shown: two views must not share one.
      return inFull ? ok(sellerToWire(seller), { version: seller.version }) : ok(publicSellerToWire(seller));
    },
  });
}
