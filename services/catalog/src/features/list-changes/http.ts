import { exampleId, wireTime } from '@souk/contracts';
import { ok, route, type AnyRoute } from '@souk/platform/http';
import { z } from 'zod';
import type { Catalog } from '../../deps.ts';

const change = z.strictObject({
  at: wireTime,
  action: z.string(),
  actor: z.string(),
  requestId: z.string(),
  before: z.unknown(),
  after: z.unknown(),
});

export function listChangesRoute({ audit }: Catalog): AnyRoute {
  return route({
    method: 'get',
    path: '/catalog-changes/:subject',
    operationId: 'listCatalogChanges',
    summary: 'Who changed a category, product or offer, and how: the last hundred changes, newest first',
    tag: 'catalog',
    access: { allow: 'roles', roles: ['admin'] },
    params: z.strictObject({
      subject: z
        .string()
        .max(64)
        .regex(/^(cat|prd|ofr)_[0-9a-f-]{36}$/),
    }),
    replies: { 200: { description: 'The changes.', schema: z.strictObject({ data: z.array(change) }) } },
    errors: [],
    example: { params: { subject: exampleId('product') } },
    handle: async (_ctx, { params }) => {
      const entries = await audit.of(params.subject);
      return ok({
        data: entries.map(({ at, action, actor, requestId, before, after }) => ({
          at: at.toISOString(),
          action,
          actor,
          requestId,
          before,
          after,
        })),
      });
    },
  });
}
