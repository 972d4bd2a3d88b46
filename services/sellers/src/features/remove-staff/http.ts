import { exampleId, wireId } from '@souk/contracts';
import { noContent, route, type AnyRoute } from '@souk/platform/http';
import { z } from 'zod';
import { STAFF_OR_ADMIN } from '../../access.ts';
import type { SellersParts } from '../../parts.ts';
import { removeStaff } from './remove-staff.ts';

export function removeStaffRoute(parts: SellersParts): AnyRoute {
  return route({
    method: 'delete',
    path: '/sellers/:sellerId/staff/:staffId',
    operationId: 'removeStaff',
    summary: 'Take a member of staff away from the seller',
    tag: 'sellers',
    access: STAFF_OR_ADMIN,
    params: z.strictObject({ sellerId: wireId('seller'), staffId: wireId('staff') }),
    replies: { 204: { description: 'The account no longer acts for the seller.', schema: null } },
    errors: ['seller-not-found', 'owner-required', 'staff-not-found'],
    example: { params: { sellerId: exampleId('seller'), staffId: exampleId('staff') } },
    handle: async (ctx, { params }) => {
      await removeStaff(parts, ctx, params);
      return noContent();
    },
  });
}
