import { exampleId, wireId, wireTime } from '@souk/contracts';
import type { Id } from '@souk/kernel';
import {
  decodeCursor,
  encodeCursor,
  ok,
  page,
  pageQuery,
  pageSchema,
  route,
  type AnyRoute,
} from '@souk/platform/http';
import { z } from 'zod';
import type { AdjustmentDocument } from '../../data/models.ts';
import type { Inventory } from '../../deps.ts';
import { offerParams } from '../get-stock/http.ts';
import { listAdjustments } from './list-adjustments.ts';

const adjustment = z.strictObject({
  id: wireId('adjustment'),
  delta: z.int().nullable(),
  setTo: z.int().nullable(),
  reason: z.string(),
  note: z.string(),
  by: z.string(),
  createdAt: wireTime,
});

export function listAdjustmentsRoute(inventory: Inventory): AnyRoute {
  return route({
    method: 'get',
    path: '/offers/:offerId/stock-adjustments',
    operationId: 'listStockAdjustments',
    summary: 'The corrections of an offer’s stock, newest first',
    tag: 'inventory',
    access: { allow: 'roles', roles: ['seller', 'admin'] },
    params: offerParams,
    query: pageQuery({ filters: {} }),
    replies: { 200: { description: 'A page of corrections.', schema: pageSchema(adjustment) } },
    errors: ['offer-not-found'],
    example: { params: { offerId: exampleId('offer') }, query: { limit: '20' } },
    handle: async (ctx, { params: { offerId }, query: { limit, next } }) => {
      const scope = { filter: { offerId }, sort: 'newest' };
      const before = next === undefined ? null : String(decodeCursor(next, scope)[0]);
      const { adjustments, more } = await listAdjustments(inventory, ctx, { offerId, before, limit });
      const last = adjustments.at(-1);
      const cursor = more && last !== undefined ? encodeCursor([last._id], scope) : null;
      return ok(
        page(
          adjustments.map((each) => toWire(each, offerId)),
          cursor,
        ),
      );
    },
  });
}

function toWire({ _id, lines, reason, note, by, createdAt }: AdjustmentDocument, offerId: Id) {
  const correction = lines.find((line) => line.offerId === offerId)?.correction ?? { delta: 0 };
  return {
    id: _id,
    delta: 'delta' in correction ? correction.delta : null,
    setTo: 'setTo' in correction ? correction.setTo : null,
    reason,
    note,
    by,
    createdAt: createdAt.toISOString(),
  };
}
