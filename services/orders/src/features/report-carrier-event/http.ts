import { consignmentStatus, exampleId, wireId, wireTime } from '@souk/contracts';
import { ok, route, type AnyRoute } from '@souk/platform/http';
import { z } from 'zod';
import type { Orders } from '../../deps.ts';
import { CARRIER_EVENTS } from '../../domain/events.ts';
import { reportedTime } from '../../reported-time.ts';
import { EXAMPLE_TIME } from '../../wire-examples.ts';
import { text } from '../../wire.ts';
import { reportCarrierEvent } from './report-carrier-event.ts';

/** What a carrier gets to see of a consignment. */
const carriersConsignmentWire = z
  .strictObject({ id: wireId('consignment'), status: consignmentStatus })
  .meta({ id: 'CarriersConsignment' });

export function reportCarrierEventRoute(orders: Orders): AnyRoute {
  return route({
    method: 'post',
    path: '/carrier-events',
    operationId: 'reportCarrierEvent',
    summary: 'A carrier reports what happened to a consignment, in any order',
    tag: 'orders',
    access: { allow: 'roles', roles: ['carrier', 'admin'] },
    body: z.strictObject({
      consignmentId: wireId('consignment'),
      event: z.enum(CARRIER_EVENTS),
      occurredAt: wireTime,
      note: text(200).optional(),
    }),
    replies: { 200: { description: 'Taken in.', schema: carriersConsignmentWire } },
    errors: ['consignment-not-found', 'consignment-events-full', 'reported-in-future'],
    example: {
      body: { consignmentId: exampleId('consignment'), event: 'handed-over', occurredAt: EXAMPLE_TIME },
    },
    handle: async (ctx, { body }) => {
      const { consignment } = await reportCarrierEvent(orders, ctx, {
        consignmentId: body.consignmentId,
        kind: body.event,
        reportedAt: reportedTime(orders, body.occurredAt),
        note: body.note ?? null,
      });
      return ok({ id: consignment.consignmentId, status: consignment.status });
    },
  });
}
