import { exampleId, wireId, wireTime } from '@souk/contracts';
import type { Id } from '@souk/kernel';
import { mapPage, ok, pageByKey, pageQuery, pageSchema, route, type AnyRoute } from '@souk/platform/http';
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
    handle: async (ctx, { params: { offerId }, query }) => {
      const list = { filter: { offerId }, sort: 'newest', key: ({ _id }: AdjustmentDocument) => _id };
      const found = await pageByKey(query, list, (range) =>
        listAdjustments(inventory, ctx, { offerId, ...range }),
      );
      return ok(mapPage(found, (each) => toWire(each, offerId)));
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
