import { deadLetterError, type DeadLetter, type DeadLetters } from '@souk/platform/events';
import type { IdempotencyStore } from '@souk/platform/data';
import {
  mapPage,
  noContent,
  ok,
  pageByKey,
  pageQuery,
  pageSchema,
  route,
  type AnyRoute,
  type HttpModule,
} from '@souk/platform/http';
import { z } from 'zod';

const admin = { allow: 'roles', roles: ['admin'] } as const;
const EXAMPLE = 'payments.on-order-paid:evt_01890000-0000-7000-8000-000000000001';
const params = z.strictObject({ letterId: z.string().min(1).max(200) });
const list = { filter: {}, sort: 'id', key: ({ id }: DeadLetter) => id };

const letter = z
  .strictObject({
    id: z.string(),
    consumer: z.string(),
    attempts: z.int(),
    error: z.string(),
    failedAt: z.iso.datetime(),
    event: z.looseObject({ id: z.string(), type: z.string(), subject: z.string() }),
  })
  .meta({ id: 'DeadLetter' });

/** `/dead-letters`: what an administrator sees of events that could not be handled, and can do about them. */
export function deadLetterModule(deadLetters: DeadLetters, idempotency: IdempotencyStore): HttpModule {
  return {
    name: 'events',
    routes: [listRoute(deadLetters), replayRoute(deadLetters), discardRoute(deadLetters)],
    idempotency,
    errors: deadLetterError.table,
  };
}

function listRoute(deadLetters: DeadLetters): AnyRoute {
  return route({
    method: 'get',
    path: '/dead-letters',
    operationId: 'listDeadLetters',
    summary: 'Events that a consumer could not handle',
    tag: 'events',
    access: admin,
    query: pageQuery({ filters: {} }),
    replies: { 200: { description: 'A page of dead letters, by consumer.', schema: pageSchema(letter) } },
    errors: [],
    example: {},
    handle: async (_ctx, { query }) => {
      const found = await pageByKey(query, list, (range) => deadLetters.list(range));
      return ok(mapPage(found, (each) => ({ ...each, failedAt: each.failedAt.toISOString() })));
    },
  });
}

function replayRoute(deadLetters: DeadLetters): AnyRoute {
  return route({
    method: 'post',
    path: '/dead-letters/:letterId/replays',
    operationId: 'replayDeadLetter',
    summary: 'Have the consumer handle the event once more',
    tag: 'events',
    access: admin,
    params,
    replies: { 204: { description: 'Handled; the letter is gone.', schema: null } },
    errors: ['dead-letter-not-found', 'consumer-not-running', 'dead-letter-failed-again'],
    example: { params: { letterId: EXAMPLE } },
    handle: async (_ctx, input) => {
      await deadLetters.replay(input.params.letterId);
      return noContent();
    },
  });
}

function discardRoute(deadLetters: DeadLetters): AnyRoute {
  return route({
    method: 'delete',
    path: '/dead-letters/:letterId',
    operationId: 'discardDeadLetter',
    summary: 'Give the event up',
    tag: 'events',
    access: admin,
    params,
    replies: { 204: { description: 'The letter is gone.', schema: null } },
    errors: ['dead-letter-not-found'],
    example: { params: { letterId: EXAMPLE } },
    handle: async (_ctx, input) => {
      await deadLetters.discard(input.params.letterId);
      return noContent();
    },
  });
}
