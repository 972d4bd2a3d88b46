import { customerScope } from '@souk/platform/context';
import { created, route, type AnyRoute } from '@souk/platform/http';
import { z } from 'zod';
import type { SellersParts } from '../../parts.ts';
import { nameField, postcodeField, sellerToWire, sellerWire } from '../../wire.ts';
import { applyToSell } from './apply-to-sell.ts';

export function applyToSellRoute(parts: SellersParts): AnyRoute {
  return route({
    method: 'post',
    path: '/sellers',
    operationId: 'applyToSell',
    summary: 'Apply to become a seller',
    tag: 'sellers',
    access: { allow: 'roles', roles: ['customer', 'seller'] },
    body: z.strictObject({ name: nameField, postcode: postcodeField }),
    replies: { 201: { description: 'The application.', schema: sellerWire } },
    errors: ['already-selling'],
    example: { body: { name: 'Casa Verde', postcode: '13023-000' } },
    handle: async (ctx, { body }) => {
      const { customerId: ownerId } = customerScope(ctx);
      const seller = await applyToSell(parts, ctx, { ...body, ownerId });
      return created(`/sellers/${seller.sellerId}`, sellerToWire(seller), { version: seller.version });
    },
  });
}
