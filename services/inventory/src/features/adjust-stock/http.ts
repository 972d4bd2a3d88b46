import { exampleId, wireId } from '@souk/contracts';
import { created, route, type AnyRoute } from '@souk/platform/http';
import { z } from 'zod';
import type { Inventory } from '../../deps.ts';
import { ADJUSTMENT_REASONS, MAX_STOCK } from '../../domain/stock.ts';
import { offerParams, stockReply, stockToWire } from '../get-stock/http.ts';
import { adjustStock } from './adjust-stock.ts';

export const reasonField = z.enum(ADJUSTMENT_REASONS);
const note = z.string().max(500).default('');

const body = z
  .strictObject({
    delta: z.int().min(-MAX_STOCK).max(MAX_STOCK).optional(),
    setTo: z.int().min(0).max(MAX_STOCK).optional(),
    reason: reasonField,
    note,
  })
  .refine((each) => (each.delta === undefined) !== (each.setTo === undefined), {
    path: ['delta'],
    error: 'give either delta or setTo',
    params: { rule: 'one-of' },
  })
  .meta({ id: 'StockAdjustment' });

const reply = z.strictObject({ id: wireId('adjustment'), stock: stockReply });

export function adjustStockRoute(inventory: Inventory): AnyRoute {
  return route({
    method: 'post',
    path: '/offers/:offerId/stock-adjustments',
    operationId: 'adjustStock',
    summary: 'Correct the stock of an offer, by so many pieces or to so many',
    tag: 'inventory',
    access: { allow: 'roles', roles: ['seller', 'admin'] },
    params: offerParams,
    body,
    replies: { 201: { description: 'The stock after the correction.', schema: reply } },
    errors: ['offer-not-found', 'stock-too-low', 'stock-too-high', 'stale-version', 'stock-busy'],
    example: {
      params: { offerId: exampleId('offer') },
      body: { delta: 10, reason: 'received', note: 'New batch' },
    },
    handle: async (ctx, { params, body: { delta, setTo, reason, note: text } }) => {
      const { offerId } = params;
      const correction = setTo === undefined ? { delta: delta ?? 0 } : { setTo };
      const adjusted = await adjustStock(inventory, ctx, { offerId, correction, reason, note: text });
      const answer = { id: adjusted.adjustmentId, stock: stockToWire(adjusted.level, true) };
      return created(`/offers/${offerId}/stock`, answer, { version: adjusted.level.version });
    },
  });
}
