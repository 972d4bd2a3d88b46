import { exampleId } from '@souk/contracts';
import { created, route, type AnyRoute } from '@souk/platform/http';
import { z } from 'zod';
import { STAFF_OR_ADMIN } from '../../access.ts';
import type { SellersParts } from '../../parts.ts';
import { nameField, sellerParams, staffToWire, staffWire } from '../../wire.ts';
import { addStaff } from './add-staff.ts';

export function addStaffRoute(parts: SellersParts): AnyRoute {
  return route({
    method: 'post',
    path: '/sellers/:sellerId/staff',
    operationId: 'addStaff',
    summary: "Make a log-in for the seller's staff",
    tag: 'sellers',
    access: STAFF_OR_ADMIN,
    params: sellerParams,
    body: z.strictObject({
      email: z.email().max(254),
      password: z.string().min(8).max(72),
      displayName: nameField.max(100),
    }),
    replies: { 201: { description: 'The new member of staff.', schema: staffWire } },
    errors: ['seller-not-found', 'owner-required', 'email-taken', 'password-unusable', 'staff-not-found'],
    example: {
      params: { sellerId: exampleId('seller') },
      body: { email: 'bia@casa-verde.example', password: 'parcels before noon', displayName: 'Bia Lima' },
    },
    handle: async (ctx, { params, body }) => {
      const member = await addStaff(parts, ctx, { ...body, sellerId: params.sellerId });
      return created(`/sellers/${member.sellerId}/staff/${member.staffId}`, staffToWire(member));
    },
  });
}
