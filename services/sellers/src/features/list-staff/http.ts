import { exampleId } from '@souk/contracts';
import { ok, pageQuery, pageSchema, route, type AnyRoute } from '@souk/platform/http';
import { STAFF_OR_ADMIN } from '../../access.ts';
import type { SellersParts } from '../../parts.ts';
import { sellerParams, staffToWire, staffWire } from '../../wire.ts';
import { listStaff } from './list-staff.ts';

export function listStaffRoute(parts: SellersParts): AnyRoute {
  return route({
    method: 'get',
    path: '/sellers/:sellerId/staff',
    operationId: 'listStaff',
    summary: 'Who logs in for the seller beside its owner',
    tag: 'sellers',
    access: STAFF_OR_ADMIN,
    params: sellerParams,
    query: pageQuery({ filters: {} }),
    replies: { 200: { description: 'A page of staff.', schema: pageSchema(staffWire) } },
    errors: ['seller-not-found', 'cursor-mismatch'],
    example: { params: { sellerId: exampleId('seller') } },
    handle: async (ctx, { params, query }) => {
      const { data, next } = await listStaff(parts, ctx, { ...params, limit: query.limit, next: query.next });
      return ok({ data: data.map(staffToWire), next });
    },
  });
}
