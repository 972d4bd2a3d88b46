import { exampleId, wireId } from '@souk/contracts';
import { ok, route, type AnyRoute } from '@souk/platform/http';
import { z } from 'zod';
import type { Inventory } from '../../deps.ts';
import { MAX_STOCK } from '../../domain/stock.ts';
import { reasonField } from '../adjust-stock/http.ts';
import { importStock } from './import-stock.ts';

const row = z.strictObject({ offerId: wireId('offer'), available: z.int().min(0).max(MAX_STOCK) });
const body = z
  .strictObject({ rows: z.array(row).min(1).max(500), reason: reasonField.default('counted') })
  .meta({ id: 'StockImport' });
const rowOutcome = z.strictObject({
  offerId: wireId('offer'),
  outcome: z.enum(['updated', 'unchanged', 'refused']),
  errors: z.array(z.strictObject({ pointer: z.string(), rule: z.string(), message: z.string() })),
});

export function importStockRoute(inventory: Inventory): AnyRoute {
  return route({
    method: 'post',
    path: '/stock-imports',
    operationId: 'importStock',
    summary: 'Set the stock of up to 500 offers',
    tag: 'inventory',
    access: { allow: 'roles', roles: ['admin'] },
    rate: 'unlimited',
    bodyLimit: 256 * 1024,
    body,
    replies: {
      200: {
        description: 'What became of each row, in their order.',
        schema: z.strictObject({ data: z.array(rowOutcome) }),
      },
    },
    errors: ['stock-busy'],
    example: { body: { rows: [{ offerId: exampleId('offer'), available: 1000 }], reason: 'counted' } },
    handle: async (ctx, input) => {
      const outcomes = await importStock(inventory, ctx, input.body);
      return ok({ data: outcomes.map((each) => ({ ...each, errors: [...each.errors] })) });
    },
  });
}
