import { exampleId, wireId } from '@souk/contracts';
import { ok, route, type AnyRoute } from '@souk/platform/http';
import { z } from 'zod';
import type { StockLevel } from '../../data/stocks.ts';
import type { Inventory } from '../../deps.ts';
import { getStock } from './get-stock.ts';

export const offerParams = z.strictObject({ offerId: wireId('offer') });

export const stockReply = z
  .strictObject({
    offerId: wireId('offer'),
    available: z.int(),
    reserved: z.int().optional(),
    sold: z.int().optional(),
    version: z.int().optional(),
  })
  .meta({
    id: 'Stock',
    description: 'Reserved, sold and version are shown to the seller and to administrators.',
  });

/** The stock as it crosses the wire. */
export function stockToWire({ offerId, available, reserved, sold, version }: StockLevel, inFull: boolean) {
  return inFull ? { offerId, available, reserved, sold, version } : { offerId, available };
}

export function getStockRoute(inventory: Inventory): AnyRoute {
  return route({
    method: 'get',
    path: '/offers/:offerId/stock',
    operationId: 'getStock',
    summary: 'How many pieces of an offer there are',
    tag: 'inventory',
    access: { allow: 'anyone' },
    params: offerParams,
    replies: { 200: { description: 'The stock as it is now.', schema: stockReply } },
    errors: ['offer-not-found'],
    example: { params: { offerId: exampleId('offer') } },
    handle: async (ctx, { params }) => {
      const { level, inFull } = await getStock(inventory, ctx, params.offerId);
      return ok(stockToWire(level, inFull), inFull ? { version: level.version } : {});
    },
  });
}
